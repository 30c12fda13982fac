import { isExhausted, triedInVain } from "./rent-attempts.ts";
import type { Attempt, Offer } from "../records/offer.ts";
import { machineCost, withSpent } from "../money/pod-cost.ts";
import { defined } from "../common/defined.ts";
import { atFirstStep } from "../records/step.ts";
import { endedBooking } from "../money/book-pod.ts";
import { type Pod, type StartingPod, withoutRun, withRun } from "../records/pod.ts";
import { isUp, type ListedPod } from "../records/machine.ts";
import { whyNotLanded } from "./landing.ts";
import { lookedInVain, mayWait } from "./wait-for-gpu.ts";

/** Prices are rounded on the way. */
const sameUsd = 1e-6;

/**
 * What is wrong with the machine that a pod was given; undefined while nothing is. Its place and its GPU may be told later
 * than the machine itself.
 */
export function whyUnsuitable(pod: Pod, listed: ListedPod, nowMs: number): Attempt["outcome"] | undefined {
  if (!isUp(listed)) return whyNotLanded(pod, listed, nowMs);
  if (listed.status === "running" && listed.gpuCount === 0) return "no-gpu";
  const { offer } = pod;
  if (offer === undefined) return undefined;
  // The other way round nobody is worse off: a dearer one is seen by its price.
  if (offer.cloud === "secure" && listed.cloud === "community") return "other-cloud";
  if (isElsewhere(offer, listed) || isAbroad(pod, listed)) return "elsewhere";
  if (listed.gpuId !== undefined && listed.gpuId !== offer.gpuId) return "other-gpu";
  return whyNotLanded(pod, listed, nowMs) ?? (isTooExpensive(pod, listed) ? "too-dear" : undefined);
}

function isElsewhere({ dataCenterIds }: Offer, { dataCenterId }: ListedPod): boolean {
  return dataCenterId !== undefined && dataCenterIds.length > 0 && !dataCenterIds.includes(dataCenterId);
}

function isAbroad({ request }: Pod, { country }: ListedPod): boolean {
  return country !== undefined && country !== request.country.toUpperCase();
}

/** A price of 0 is one that is not told. What was live in this run is not taken away from whoever works on it. */
function isTooExpensive({ request, run }: Pod, { usdPerHour }: ListedPod): boolean {
  const { maxUsdPerHour } = request;
  return maxUsdPerHour !== undefined && run.liveAtMs === undefined && usdPerHour > maxUsdPerHour + sameUsd;
}

/** Whether a disk of its own is surely without anybody's work. */
export function isDiskEmpty(pod: Pod): boolean {
  return pod.request.volumeId === undefined && isReplaceable(pod);
}

/** Whether nothing is lost with its machine: all lies on a network volume, or it was just rented and never live. */
export function isReplaceable({ run, offer, request, isAdopted }: Pod): boolean {
  if (request.volumeId !== undefined) return true;
  if (isAdopted === true || offer === undefined) return false;
  return run.number === 1 && run.liveAtMs === undefined;
}

/** Why it is given up, and where it is as far as that was told. */
export type Unsuitable = Pick<Attempt, "outcome" | "dataCenterId">;

/** The machine is released from now on, with its disk where nothing lies there; that it is down then is no stop by others. */
export function giveUp(pod: StartingPod, unsuitable: Unsuitable, nowMs: number): StartingPod {
  if (pod.run.givenUp !== undefined) return pod;
  const volume = isReplaceable(pod) ? "delete" : "keep";
  const spent = withoutRun(withSpent(pod, nowMs), "upAtMs");
  return withRun(spent, { givenUp: { ...unsuitable, sinceMs: nowMs, volume } });
}

/** The provider has confirmed the release: the steps are walked again, to the next candidate or for the same host. */
export function released(pod: StartingPod, nowMs: number): StartingPod {
  const { givenUp } = pod.run;
  if (givenUp === undefined) return pod;
  const again = withRun(withoutRun(withSpent(pod, nowMs), "givenUp"), atFirstStep(nowMs));
  if (givenUp.volume === "keep") return lookedInVain(again, nowMs);
  const { outcome, dataCenterId } = givenUp;
  const attempt = { outcome, atMs: nowMs, ...defined({ dataCenterId, usd: machineCost(pod, nowMs) }) };
  const tried = pod.offer === undefined ? again : triedInVain(again, pod.offer, attempt);
  return withoutMachine({ ...tried, ...endedBooking(pod, nowMs) }, nowMs);
}

/**
 * What is left of the candidates is tried next, and the search ends when none is left, unless it may wait. A pod that was
 * live before looks for what is free now.
 */
function withoutMachine(pod: StartingPod, nowMs: number): StartingPod {
  const { providerPodId: _id, upAskedAtMs: _ua, usdPerHour: _u, isAdopted: _ad, ...kept } = pod;
  const { candidates: left = [] } = pod.run;
  const rest = withoutRun(kept, "machine", "lease", "certificate", "isTakenOver", "candidates");
  if (isExhausted(pod)) return withRun(rest, { candidates: [] });
  const isLater = pod.run.number > 1 || pod.run.liveAtMs !== undefined;
  const looksAgain = isLater || (left.length === 0 && mayWait(pod, nowMs));
  return looksAgain ? rest : withRun(rest, { candidates: left });
}
