import { defined } from "../common/defined.ts";
import { machineUsdPerHour } from "../money/pod-cost.ts";
import { type Pod, type StartingPod, type StoppingPod, withoutRun, withRun } from "../records/pod.ts";
import type { ListedPod } from "../records/machine.ts";

/** Often enough to get a GPU that somebody gives back, and seldom enough for the provider's limits. */
const lookEveryMs = 60_000;

/** Whether it goes on to look for a free GPU where none is free, instead of giving up. */
export function mayWait({ run: { waitUntilMs = 0 } }: Pod, nowMs: number): boolean {
  return nowMs < waitUntilMs;
}

/** Whether it has no machine yet that is up. */
export function isSearching({ providerPodId, run: { step } }: Pod): boolean {
  return providerPodId === undefined || step.name === "start";
}

/** Until when the time of its step does not count, since it may wait for a free GPU; 0 where it doesn't. */
export function excusedUntilMs(pod: Pod): number {
  return isSearching(pod) ? (pod.run.waitUntilMs ?? 0) : 0;
}

/** Whether it waits for a free GPU and looked for one just now; a look yet to come is a clock that was set back. */
export function isBetweenLooks({ run: { waiting } }: Pod, nowMs: number): boolean {
  const sinceMs = nowMs - (waiting?.lookedAtMs ?? 0);
  return waiting !== undefined && sinceMs >= 0 && sinceMs < lookEveryMs;
}

/** Nothing was free at this moment. */
export function lookedInVain(pod: StartingPod, nowMs: number): StartingPod {
  return withRun(pod, { waiting: { sinceMs: pod.run.waiting?.sinceMs ?? nowMs, lookedAtMs: nowMs } });
}

/** One may turn up for a pod that is to be stopped by now, where the answer of its create call was lost. */
type Searching = StartingPod | StoppingPod;

/**
 * It has a machine, which is paid for since it was claimed, or else from this moment on; should that one not do, it may
 * still wait for another.
 */
export function foundMachine(pod: StartingPod, nowMs: number): StartingPod;
export function foundMachine(pod: Searching, nowMs: number): Searching;
export function foundMachine(pod: Searching, nowMs: number): Searching {
  if (pod.run.waiting === undefined) return pod;
  const { paidFromMs = nowMs } = pod.uncertainSinceMs === undefined ? {} : pod.run;
  return withRun(withoutRun(pod, "waiting"), { paidFromMs, foundAtMs: nowMs });
}

/** Its machine became known at this moment. */
export function rented(pod: StartingPod, listed: ListedPod, nowMs: number): StartingPod;
export function rented(pod: Searching, listed: ListedPod, nowMs: number): Searching;
export function rented(pod: Searching, listed: ListedPod, nowMs: number): Searching {
  const { providerPodId, usdPerHour: told, containerDiskGib } = listed;
  const { uncertainSinceMs: _, ...rest } = foundMachine(pod, nowMs);
  return {
    ...rest,
    ...defined({ containerDiskGib }),
    providerPodId,
    usdPerHour: machineUsdPerHour(told, pod),
    upAskedAtMs: nowMs,
  };
}
