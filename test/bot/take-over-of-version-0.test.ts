import { Queue } from "bullmq";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Redis } from "ioredis";
import { codecs } from "../../src/store/codecs.ts";
import { keyPrefix } from "../../src/store/key-prefix.ts";
import { jobs } from "../../src/jobs/index.ts";
import { readOldFile } from "../support/old-versions.ts";
import { type OldRedis, openOldRedis } from "./take-over-bench.ts";

/** Of the bot that wrote the fixture. */
const instanceId = "k2w7n4";
const text = z.string();
const value = z.discriminatedUnion("type", [
  z.object({ type: z.literal("string"), value: text }),
  z.object({ type: z.literal("hash"), value: z.record(text, text) }),
  z.object({ type: z.enum(["set", "list", "zset"]), value: z.array(text) }),
  z.object({ type: z.literal("stream"), value: z.array(z.tuple([text, z.array(text)])) }),
]);
const dump = z.record(text, value);

const left = dump.parse(JSON.parse(readOldFile(0, "redis.json")));

/** Puts a key there as it lay. */
async function restore(redis: Redis, key: string, { type, value: is }: z.infer<typeof value>): Promise<void> {
  if (type === "string") await redis.set(key, is);
  if (type === "hash") await redis.hset(key, is);
  if (type === "set") await redis.sadd(key, ...is);
  if (type === "list") await redis.rpush(key, ...is);
  if (type === "stream") for (const [id, fields] of is) await redis.xadd(key, id, ...fields);
  if (type === "zset")
    for (let at = 0; at < is.length; at += 2) await redis.zadd(key, is[at + 1] ?? "", is[at] ?? "");
}

async function openVersion0(): Promise<OldRedis> {
  const opened = await openOldRedis();
  for (const [key, is] of Object.entries(left)) await restore(opened.redis, key, is);
  return opened;
}

/** What lay in one of the hashes, without the revisions, as this version reads it. */
function records(
  kind: string,
  { decode }: { decode(json: string, name: string): unknown },
): Readonly<Record<string, unknown>> {
  const found = left[`labelpod:${kind}:main`];
  if (found?.type !== "hash") return {};
  const entries = Object.entries(found.value);
  return Object.fromEntries(entries.map(([id, json]) => [id, decode(json.slice(json.indexOf(" ") + 1), id)]));
}

test("a start takes over what version 0 left, record by record, and leaves nothing of it", async () => {
  const redis = await openVersion0();

  await redis.start(instanceId);

  const store = redis.of(instanceId);
  const kinds = [
    ["pods", store.pods, codecs.pods],
    ["trainings", store.trainings, codecs.trainings],
    ["slots", store.slots, codecs.slots],
    ["messages", store.messages, codecs.messages],
    ["confirmations", store.confirmations, codecs.confirmations],
    ["settings", store.settings, codecs.settings],
    ["sightings", store.sightings, codecs.sightings],
    ["ledger", store.ledger, codecs.ledger],
    ["money-told", store.moneyTold, codecs.moneyTold],
    ["notices", store.notices, codecs.notices],
  ] as const;
  for (const [kind, collection, codec] of kinds) {
    const taken = await collection.list("main");
    expect(taken.length).toBeGreaterThan(0);
    expect(Object.fromEntries(taken.map(({ id, value: is }) => [id, is]))).toEqual(records(kind, codec));
  }
  expect((await redis.keys()).filter((key) => !key.startsWith(keyPrefix(instanceId)))).toEqual([]);
});

test("a start finds what is open among it without reading the rest", async () => {
  const redis = await openVersion0();
  await redis.start(instanceId);
  const { pods, trainings } = redis.of(instanceId);

  const [open, training] = [await pods.listOpen(), await trainings.listOpen()];

  // The second is deleted, but its end is not told yet.
  expect(open.map(({ id }) => id).toSorted()).toEqual(["42s4vx", "jczswv"]);
  expect(training.map(({ id }) => id)).toEqual(["8ggkkt"]);
});

test("a start takes over every order of version 0, and each job reads its own", async () => {
  const redis = await openVersion0();

  await redis.start(instanceId);

  const lanes = ["stop", "watch", "work"].map(
    (name) => new Queue(name, { connection: redis.redis, prefix: keyPrefix(instanceId) }),
  );
  const found = (await Promise.all(lanes.map(async (lane) => lane.getJobs(["waiting", "delayed"])))).flat();
  await Promise.all(lanes.map(async (lane) => lane.close()));
  expect(found.map(({ id }) => id).filter((id) => id?.startsWith("change-volume/"))).toHaveLength(3);
  expect(found.map(({ id }) => id)).toContain("advance-pod/main.42s4vx");
  expect(found.filter(({ name }) => !jobs.some((job) => job.name === name))).toEqual([]);
});
