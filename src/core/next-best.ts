import { quoteValue } from "./command-line.ts";
import { writeDuration } from "./duration.ts";
import type { Offer } from "./offer.ts";
import type { PodPolicy } from "./pod-end.ts";
import type { PodWishes } from "./pod.ts";
import { defaultSettings } from "./settings.ts";

/** What could be had instead of what was wished, each with the command that does it. */
export type NextBest = {
  readonly offers: readonly { readonly offer: Offer; readonly commandLine: string }[];
  /** The same wishes again, with the patience to wait. */
  readonly waitLine: string;
};

/** The wishes with one of them given up each, what changes least first; the country is never given up. */
export function relaxed(wishes: PodWishes): readonly PodWishes[] {
  const { gpus, dataCenterIds, maxUsdPerHour, minMemoryGib = 0, volumeId } = wishes;
  return [
    ...(gpus === undefined ? [] : [without(wishes, "gpus")]),
    ...(gpus === undefined && minMemoryGib > defaultSettings.minMemoryGib
      ? [without(wishes, "minMemoryGib")]
      : []),
    ...(dataCenterIds === undefined || volumeId !== undefined ? [] : [without(wishes, "dataCenterIds")]),
    ...(maxUsdPerHour === undefined ? [] : [without(wishes, "maxUsdPerHour")]),
    ...otherCloud(wishes),
  ];
}

function without(
  wishes: PodWishes,
  name: "gpus" | "minMemoryGib" | "dataCenterIds" | "maxUsdPerHour" | "minDownloadMbps",
): PodWishes {
  const { [name]: _, ...rest } = wishes;
  return rest;
}

/** Data centers and network volumes are of the secure cloud alone, and only community machines are chosen by their speed. */
function otherCloud(wishes: PodWishes): readonly PodWishes[] {
  if (wishes.cloud === "community") return [{ ...without(wishes, "minDownloadMbps"), cloud: "secure" }];
  const isBound = wishes.dataCenterIds !== undefined || wishes.volumeId !== undefined;
  return isBound ? [] : [{ ...wishes, cloud: "community" }];
}

type More = {
  readonly policy?: PodPolicy | undefined;
  /** In place of the stopped pod. */
  readonly isFresh?: boolean;
  readonly wait?: string;
};

/** `/pod up` as it would have to be typed for these wishes, without what is usual anyhow: the team's settings, or the pod that is replaced. */
export function podUpLine(wishes: PodWishes, usual: PodWishes, more: More = {}): string {
  const words = optionWriters
    .map(([name, write]) => ({ name, value: write(wishes), other: write(usual) }))
    .filter(({ value, other }) => value !== other);
  const idleMs = more.policy?.idleMs;
  return [
    "pod up",
    ...words.map(({ name, value }) => `${name}:${quoteValue(value)}`),
    ...(idleMs === undefined ? [] : [`idle:${writeDuration(idleMs)}`]),
    ...(more.isFresh === true ? ["fresh:yes"] : []),
    ...(more.wait === undefined ? [] : [`wait:${more.wait}`]),
  ].join(" ");
}

/** Each option of `/pod up` that is a wish, and how it is typed. */
const optionWriters: readonly (readonly [name: string, write: (wishes: PodWishes) => string])[] = [
  ["gpu", ({ gpus = [] }) => (gpus.length === 0 ? "any" : gpus.join(", "))],
  ["memory", ({ minMemoryGib = defaultSettings.minMemoryGib }) => String(minMemoryGib)],
  ["cloud", ({ cloud }) => cloud],
  ["country", ({ country }) => country],
  // A network volume says it already.
  [
    "data-centers",
    ({ dataCenterIds = [], volumeId }) =>
      dataCenterIds.length === 0 || volumeId !== undefined ? "any" : dataCenterIds.join(","),
  ],
  ["volume", ({ volumeId }) => volumeId ?? "none"],
  ["max-price", ({ maxUsdPerHour = 0 }) => String(maxUsdPerHour)],
  ["download", ({ cloud, minDownloadMbps = 0 }) => String(cloud === "secure" ? 0 : minDownloadMbps)],
  ["models", ({ models }) => models.join(",")],
  ["studies", ({ studies }) => studies],
  ["pretrained", ({ usePretrained }) => String(usePretrained)],
  ["access", ({ access }) => access],
];
