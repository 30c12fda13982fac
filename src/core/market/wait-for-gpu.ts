import { machineUsdPerHour } from "../money/pod-cost.ts";
import type { Pod } from "../records/pod.ts";
import type { ListedPod } from "../records/machine.ts";

/** Often enough to get a GPU that somebody gives back, and seldom enough for the provider's limits. */
const lookEveryMs = 60_000;

/** Whether it goes on to look for a free GPU where none is free, instead of giving up. */
export function mayWait({ waitUntilMs = 0 }: Pod, nowMs: number): boolean {
  return nowMs < waitUntilMs;
}

/** Whether it has no machine yet that is up. */
export function isSearching({ providerPodId, step }: Pod): boolean {
  return providerPodId === undefined || step.name === "start";
}

/** Until when the time of its step does not count, since it may wait for a free GPU; 0 where it doesn't. */
export function excusedUntilMs(pod: Pod): number {
  return isSearching(pod) ? (pod.waitUntilMs ?? 0) : 0;
}

/** Whether it waits for a free GPU and looked for one just now; a look yet to come is a clock that was set back. */
export function isBetweenLooks({ waiting }: Pod, nowMs: number): boolean {
  const sinceMs = nowMs - (waiting?.lookedAtMs ?? 0);
  return waiting !== undefined && sinceMs >= 0 && sinceMs < lookEveryMs;
}

/** Nothing was free at this moment. */
export function lookedInVain(pod: Pod, nowMs: number): Pod {
  return { ...pod, waiting: { sinceMs: pod.waiting?.sinceMs ?? nowMs, lookedAtMs: nowMs } };
}

/**
 * It has a machine, which is paid for since it was claimed, or else from this moment on; should that one not do, it may
 * still wait for another.
 */
export function foundMachine(pod: Pod, nowMs: number): Pod {
  const { waiting, ...rest } = pod;
  if (waiting === undefined) return rest;
  const { paidFromMs = nowMs } = pod.uncertainSinceMs === undefined ? {} : pod.run;
  return { ...rest, run: { ...rest.run, paidFromMs, foundAtMs: nowMs } };
}

/** Its machine became known at this moment. */
export function rented(pod: Pod, { providerPodId, usdPerHour: told }: ListedPod, nowMs: number): Pod {
  const { uncertainSinceMs: _, ...rest } = foundMachine(pod, nowMs);
  return { ...rest, providerPodId, usdPerHour: machineUsdPerHour(told, pod), upAskedAtMs: nowMs };
}
