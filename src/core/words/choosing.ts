import type { PodId } from "../records/ids.ts";
import type { FailureCode } from "../common/failure-code.ts";
import { UserFacingError } from "../common/errors.ts";
import { formatDuration, formatUsd } from "../common/format.ts";
import type { Attempt, Offer } from "../records/offer.ts";
import type { Pod } from "../records/pod.ts";
import type { PhaseParts, RunFacts } from "../records/run.ts";
import { line, mention, moment, type Line } from "../records/text.ts";

/** Why there is no machine. */
export const choosingFailures = {
  noneFree: () =>
    fail(
      "no-capacity",
      "No GPU of the wished kind is free now: take another one, or wait for it with /pod up wait:2h.",
    ),
  noOffer: () =>
    fail(
      "no-offer",
      "The provider has no GPU of that kind there now: use /pod up with another gpu, cloud, data-centers or max-price option.",
    ),
  waitedInVain: () =>
    fail(
      "waited-in-vain",
      "No GPU that would do became free in the time given: use /pod up with a longer wait, or with other options.",
    ),
  notPermitted: () =>
    fail(
      "not-permitted",
      "The account's key may rent none of these GPUs: allow it to at the provider, or use another gpu or cloud option.",
    ),
  someNotPermitted: () =>
    fail(
      "some-not-permitted",
      "No GPU is free of those that the account's key may rent: allow it to rent more at the provider, or use another gpu or cloud option.",
    ),
  noneWillDo: () =>
    fail(
      "none-will-do",
      "No machine would do, and what was rented was given back: see on the card what was wrong, then use /pod up with another gpu, cloud or country option.",
    ),
  catalogueUnread: () =>
    fail("catalogue-unread", "What the provider has free can't be read now: try again in a minute."),
} as const;

const outcomes: Readonly<Record<Attempt["outcome"], string>> = {
  "no-capacity": "none free",
  "not-permitted": "the account's key may not rent it",
  "host-full": "its host has none free",
  elsewhere: "came in another place than asked, and was given back",
  "other-gpu": "came with another GPU than asked, and was given back",
  "no-gpu": "came without its GPU, and was given back",
  "no-container": "never started its container, and was given back",
  "no-address": "came without a public address, and was given back",
  unreached: "could not be reached, and was given back",
  "other-cloud": "came from the community in place of the secure cloud, and was given back",
  "too-dear": "came at a higher price than max-price allows, and was given back",
};

type Priced = Pick<Offer, "gpuName" | "cloud" | "usdPerHour">;

/** "RTX 4090, secure, $0.69 an hour". */
export function offerText({ gpuName, cloud, usdPerHour }: Priced): string {
  return usdPerHour === 0
    ? `${gpuName}, free of charge`
    : `${gpuName}, ${cloud}, ${formatUsd(usdPerHour)} an hour`;
}

export function attemptText(attempt: Attempt): Line {
  const { outcome, minCuda, usd } = attempt;
  const isOfSome = outcome === "no-capacity" && minCuda !== undefined;
  const on = isOfSome ? ` on a host with CUDA ${minCuda} or newer` : "";
  const paid = usd === undefined ? "" : ` after ${formatUsd(usd)}`;
  return [`${offerText(attempt)}: ${outcomes[outcome]}${on}${paid}`];
}

/** What machines that did not get ready have cost, and how many of them are risked. */
export function paidInVain(usd: number, most: number): Line {
  return [
    `${formatUsd(usd)} was paid for machines that did not get ready; labelpod tries ${most} of them at most.`,
  ];
}

export function earlierAttempts(count: number): Line {
  return [`${count} more were tried before.`];
}

type Quoted = {
  readonly offer: Offer;
  readonly quote: NonNullable<RunFacts["quote"]>;
  /** Nothing was tried yet. */
  readonly isFirst: boolean;
};

/** What will be tried next and what that costs, said before it is rented. */
export function plannedText({ offer, quote: { diskUsdPerHour, lifeMs }, isFirst }: Quoted): Line {
  if (offer.usdPerHour === 0) return [`${offer.gpuName}, ${offer.memoryGib} GB, free of charge`];
  const atMostUsd = ((offer.usdPerHour + diskUsdPerHour) * lifeMs) / 3_600_000;
  const disk = diskUsdPerHour === 0 ? "" : `, and ${formatUsd(diskUsdPerHour)} for its disks`;
  return [
    `${isFirst ? "First" : "Next"} choice: ${offerText(offer)}${disk}; `,
    `over its maximum lifetime of ${formatDuration(lifeMs)} that is ${formatUsd(atMostUsd)} at most.`,
  ];
}

type Waiting = Pick<Pod, "request"> & {
  readonly replaces: PodId | undefined;
  readonly waiting: PhaseParts["waiting"];
  readonly untilMs: number;
};

export function waitingText(pod: Waiting): readonly Line[] {
  const { sinceMs, lookedAtMs } = pod.waiting;
  return [
    line`No GPU that fits is free. It began to wait ${moment(sinceMs)}, looked last ${moment(lookedAtMs)}, and gives up ${moment(pod.untilMs)}.`,
    billedMeanwhile(pod),
  ];
}

function billedMeanwhile({ request, replaces }: Waiting): Line {
  const volumes = [
    ...(request.volumeId === undefined ? [] : ["its network volume"]),
    ...(replaces === undefined ? [] : [`the volume of pod ${replaces}`]),
  ];
  return volumes.length === 0
    ? ["Nothing is billed meanwhile."]
    : [`Meanwhile nothing but ${volumes.join(" and ")} is billed.`];
}

export function foundTitle({ id }: Pick<Pod, "id">): string {
  return `Pod ${id}: a GPU is free`;
}

export function foundText(offer: Offer, askedBy: Pod["askedBy"]): readonly Line[] {
  return [
    line`A GPU is free: ${offerText(offer)} is being rented, as ${mention(askedBy)} asked for.`,
    ["Its card shows how it comes up; from now on it is billed."],
  ];
}

/** Above the buttons of a bring-up that found nothing. */
export function insteadText(offers: readonly Offer[]): Line {
  return offers.length === 0
    ? ["Nothing that comes near is free now either."]
    : [`Free now instead: ${offers.map(offerText).join("; ")}.`];
}

export function waitLabel(): string {
  return "Wait up to 2 h";
}

function fail(code: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(code, sentence);
}
