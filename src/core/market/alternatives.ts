import { quoteValue } from "../common/quote-value.ts";
import { writeDuration } from "../common/duration.ts";
import type { PodPolicy } from "../records/pod-end.ts";
import type { PodRequest } from "../records/pod-request.ts";
import { defaultSettings } from "../records/settings.ts";

/** The request with one of its conditions given up each, what changes least first; the country is never given up. */
export function relaxed(request: PodRequest): readonly PodRequest[] {
  const { gpus, dataCenterIds, maxUsdPerHour, minMemoryGib = 0, volumeId } = request;
  return [
    ...(gpus === undefined ? [] : [without(request, "gpus")]),
    ...(gpus === undefined && minMemoryGib > defaultSettings.minMemoryGib
      ? [without(request, "minMemoryGib")]
      : []),
    ...(dataCenterIds === undefined || volumeId !== undefined ? [] : [without(request, "dataCenterIds")]),
    ...(maxUsdPerHour === undefined ? [] : [without(request, "maxUsdPerHour")]),
    ...otherCloud(request),
  ];
}

function without(
  request: PodRequest,
  name: "gpus" | "minMemoryGib" | "dataCenterIds" | "maxUsdPerHour" | "minDownloadMbps",
): PodRequest {
  const { [name]: _, ...rest } = request;
  return rest;
}

/** Data centers and network volumes are of the secure cloud alone, and only community machines are chosen by their speed. */
function otherCloud(request: PodRequest): readonly PodRequest[] {
  if (request.cloud === "community") return [{ ...without(request, "minDownloadMbps"), cloud: "secure" }];
  const isBound = request.dataCenterIds !== undefined || request.volumeId !== undefined;
  return isBound ? [] : [{ ...request, cloud: "community" }];
}

type More = {
  readonly policy?: PodPolicy | undefined;
  /** In place of the stopped pod. */
  readonly isFresh?: boolean;
  readonly isBeyondBudget?: true | undefined;
  readonly wait?: string;
};

/** `/pod up` as it would have to be typed for this request, without what is usual anyhow: the team's settings, or the pod that is replaced. */
export function podUpLine(request: PodRequest, usual: PodRequest, more: More = {}): string {
  const isOther = optionWriters.filter(([, write]) => write(request) !== write(usual)).map(([name]) => name);
  const words = optionWriters
    .map(([name, write, takenBackBy]) => ({ name, takenBackBy, value: write(request) }))
    .filter(({ name, takenBackBy, value }) => isOther.includes(name) || isLost(value, takenBackBy, isOther));
  const idleMs = more.policy?.idleMs;
  return [
    "pod up",
    ...words.map(({ name, value }) => `${name}:${quoteValue(value)}`),
    ...(idleMs === undefined ? [] : [`idle:${writeDuration(idleMs)}`]),
    ...(more.isFresh === true ? ["fresh:yes"] : []),
    ...(more.isBeyondBudget === true ? ["beyond-budget:yes"] : []),
    ...(more.wait === undefined ? [] : [`wait:${more.wait}`]),
  ].join(" ");
}

/** Each wish as it is typed, by the name of its option. */
export function writeOptions(request: PodRequest): Readonly<Record<string, string>> {
  return Object.fromEntries(optionWriters.map(([name, write]) => [name, write(request)]));
}

/** Whether what is usual has to be said again, since another option of the line takes it back. */
function isLost(value: string, takenBackBy: string | undefined, given: readonly string[]): boolean {
  return value !== any && takenBackBy !== undefined && given.includes(takenBackBy);
}

/** What stands for no wish at all. */
const any = "any";

type OptionWriter = readonly [name: string, write: (request: PodRequest) => string, takenBackBy?: string];

/** Each option of `/pod up` that is a wish, how it is typed, and which other one takes back what was wished of it before. */
const optionWriters: readonly OptionWriter[] = [
  ["gpu", ({ gpus = [] }) => (gpus.length === 0 ? any : gpus.join(", ")), "memory"],
  ["memory", ({ minMemoryGib = defaultSettings.minMemoryGib }) => String(minMemoryGib)],
  ["cloud", ({ cloud }) => cloud],
  ["country", ({ country }) => country],
  // A network volume says it already.
  [
    "data-centers",
    ({ dataCenterIds = [], volumeId }) =>
      dataCenterIds.length === 0 || volumeId !== undefined ? any : dataCenterIds.join(","),
    "country",
  ],
  ["volume", ({ volumeId }) => volumeId ?? "none"],
  ["max-price", ({ maxUsdPerHour = 0 }) => String(maxUsdPerHour)],
  ["download", ({ cloud, minDownloadMbps = 0 }) => String(cloud === "secure" ? 0 : minDownloadMbps)],
  ["models", ({ models }) => models.join(",")],
  ["studies", ({ studies }) => studies],
  ["pretrained", ({ usePretrained }) => String(usePretrained)],
  ["access", ({ access }) => access],
];
