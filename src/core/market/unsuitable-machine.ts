import { isExhausted, triedInVain } from "./rent-attempts.ts";
import type { Attempt, Offer } from "../records/offer.ts";
import { withSpent } from "../money/pod-cost.ts";
import { firstStep } from "../records/step.ts";
import { endedBooking } from "../money/book-pod.ts";
import type { Pod } from "../records/pod.ts";
import { isUp, type ListedPod } from "../records/machine.ts";
import { lookedInVain, mayWait } from "./wait-for-gpu.ts";

/** Some community machines never get a public address although it was asked for. */
const addressMs = 5 * 60_000;
/** Prices are rounded on the way. */
const sameUsd = 1e-6;

/**
 * What is wrong with the machine that a pod was given; undefined while nothing is. Its place and its GPU may be told later
 * than the machine itself.
 */
export function whyUnsuitable(pod: Pod, listed: ListedPod, nowMs: number): Attempt["outcome"] | undefined {
  if (!isUp(listed)) return undefined;
  if (listed.status === "running" && listed.gpuCount === 0) return "no-gpu";
  const { offer } = pod;
  if (offer === undefined) return undefined;
  // The other way round nobody is worse off: a dearer one is seen by its price.
  if (offer.cloud === "secure" && listed.cloud === "community") return "other-cloud";
  if (isElsewhere(offer, listed) || isAbroad(pod, listed)) return "elsewhere";
  if (listed.gpuId !== undefined && listed.gpuId !== offer.gpuId) return "other-gpu";
  if (isWithoutAddress(pod, listed, nowMs)) return "no-address";
  return isTooExpensive(pod, listed) ? "too-dear" : undefined;
}

function isElsewhere({ dataCenterIds }: Offer, { dataCenterId }: ListedPod): boolean {
  return dataCenterId !== undefined && dataCenterIds.length > 0 && !dataCenterIds.includes(dataCenterId);
}

function isAbroad({ request }: Pod, { country }: ListedPod): boolean {
  return country !== undefined && country !== request.country.toUpperCase();
}

/** The step that waits for the address begins when the machine is first seen running without one. */
function isWithoutAddress({ offer, step }: Pod, { status, machine }: ListedPod, nowMs: number): boolean {
  if (offer?.cloud !== "community" || status !== "running" || machine !== undefined) return false;
  return step.name === "address" && step.beganAtMs !== undefined && nowMs - step.beganAtMs >= addressMs;
}

/** A price of 0 is one that is not told. What was live in this run is not taken away from whoever works on it. */
function isTooExpensive({ request, run }: Pod, { usdPerHour }: ListedPod): boolean {
  const { maxUsdPerHour } = request;
  return maxUsdPerHour !== undefined && run.liveAtMs === undefined && usdPerHour > maxUsdPerHour + sameUsd;
}

/** Whether nothing is lost with its machine: all lies on a network volume, or it was just rented and never live. */
export function isReplaceable({ run, offer, request, isAdopted }: Pod): boolean {
  if (request.volumeId !== undefined) return true;
  if (isAdopted === true || offer === undefined) return false;
  return run.number === 1 && run.liveAtMs === undefined;
}

/** The machine is released from now on, with its disk where nothing lies there; that it is down then is no stop by others. */
export function giveUp(pod: Pod, outcome: Attempt["outcome"], nowMs: number): Pod {
  if (pod.givenUp !== undefined) return pod;
  const { upAtMs: _, ...run } = withSpent(pod, nowMs);
  const volume = isReplaceable(pod) ? "delete" : "keep";
  return { ...pod, run, givenUp: { outcome, sinceMs: nowMs, volume } };
}

/** The provider has confirmed the release: the steps are walked again, to the next candidate or for the same host. */
export function released(pod: Pod, nowMs: number): Pod {
  const { givenUp, ...rest } = pod;
  if (givenUp === undefined) return pod;
  const run = withSpent(pod, nowMs);
  const again = { ...rest, run, step: { name: firstStep, enteredAtMs: nowMs }, stepsDone: [] };
  if (givenUp.volume === "keep") return lookedInVain(again, nowMs);
  const { outcome } = givenUp;
  const tried = pod.offer === undefined ? again : triedInVain(again, pod.offer, { outcome, atMs: nowMs });
  return withoutMachine({ ...tried, ...endedBooking(pod, nowMs) }, nowMs);
}

/**
 * What is left of the candidates is tried next, and the search ends when none is left, unless it may wait. A later run
 * looks for what is free now.
 */
function withoutMachine(pod: Pod, nowMs: number): Pod {
  const {
    providerPodId: _id,
    upAskedAtMs: _ua,
    usdPerHour: _u,
    machine: _m,
    lease: _l,
    certificate: _c,
    isAdopted: _ad,
    isTakenOver: _to,
    candidates: left = [],
    ...rest
  } = pod;
  if (isExhausted(pod)) return { ...rest, candidates: [] };
  const looksAgain = pod.run.number > 1 || (left.length === 0 && mayWait(pod, nowMs));
  return { ...rest, ...(looksAgain ? {} : { candidates: left }) };
}
