import { z } from "zod";
import type { Address, Cloud, Machine } from "../../core/records/machine.ts";
import type { Alternatives, Attempt, GivenUp, Offer } from "../../core/records/offer.ts";
import type { BadDraw, BadDraws } from "../../core/records/bad-draw.ts";
import type { Access, PodRequest } from "../../core/records/pod-request.ts";
import { count, ms, parts, text, texts, usd } from "./shape.ts";

const cloud: z.ZodType<Cloud> = z.enum(["secure", "community"]);
const access: z.ZodType<Access> = z.enum(["http", "https", "proxy"]);
const address = parts<Address>({ host: text, port: count });

export const machine = parts<Machine>({
  providerPodId: text,
  startId: text,
  shell: address,
  api: address,
  proxyUrl: text.exactOptional(),
  listen: address,
  workspace: text,
  leaseFile: text.exactOptional(),
});

/** What says which machine is taken, and what is wanted on it. */
export const gpuRequestShape = {
  gpus: texts.exactOptional(),
  minMemoryGib: z.number().exactOptional(),
  dataCenterIds: texts.exactOptional(),
  maxUsdPerHour: usd.exactOptional(),
  minDownloadMbps: z.number().exactOptional(),
};

export const placeShape = { cloud, country: text };

export const podRequest = parts<PodRequest>({
  ...gpuRequestShape,
  ...placeShape,
  volumeId: text.exactOptional(),
  models: texts,
  studies: text,
  usePretrained: z.boolean(),
  access,
});

export const offer = parts<Offer>({
  gpuId: text,
  gpuName: text,
  memoryGib: z.number(),
  cloud,
  usdPerHour: usd,
  availability: z.enum(["none", "low", "medium", "high"]),
  dataCenterIds: texts,
  minCuda: text.exactOptional(),
});

const outcome: z.ZodType<Attempt["outcome"]> = z.enum([
  "no-capacity",
  "not-permitted",
  "host-full",
  "elsewhere",
  "other-gpu",
  "no-gpu",
  "no-container",
  "no-address",
  "unreached",
  "too-dear",
  "other-cloud",
]);

const dataCenterId = text.exactOptional();

export const attempt = parts<Attempt>({
  gpuName: text,
  cloud,
  usdPerHour: usd,
  minCuda: text.exactOptional(),
  atMs: ms,
  dataCenterId,
  usd: usd.exactOptional(),
  outcome,
});

export const givenUp = parts<GivenUp>({
  outcome,
  sinceMs: ms,
  volume: z.enum(["keep", "delete"]),
  dataCenterId,
});

export const badDraws = parts<BadDraws>({
  draws: z.array(parts<BadDraw>({ gpuName: text, cloud, dataCenterId, atMs: ms })).readonly(),
});

export const alternatives = parts<Alternatives>({
  offers: z.array(parts<Alternatives["offers"][number]>({ offer, commandLine: text })).readonly(),
  waitLine: text,
});
