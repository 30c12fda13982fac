import type { Pod } from "./pod.ts";

/** Often enough to get a GPU that somebody gives back, and seldom enough for the provider's limits. */
const lookEveryMs = 60_000;

/** Whether it goes on to look for a free GPU where none is free, instead of giving up. */
export function mayWait({ waitUntilMs = 0 }: Pod, nowMs: number): boolean {
  return nowMs < waitUntilMs;
}

/** Whether it waits for a free GPU and looked for one just now. */
export function isBetweenLooks({ waiting }: Pod, nowMs: number): boolean {
  return waiting !== undefined && nowMs - waiting.lookedAtMs < lookEveryMs;
}

/** Nothing was free at this moment. */
export function lookedInVain(pod: Pod, nowMs: number): Pod {
  return { ...pod, waiting: { sinceMs: pod.waiting?.sinceMs ?? nowMs, lookedAtMs: nowMs } };
}

/** It has a machine, which is paid for from this moment on. */
export function foundMachine(pod: Pod, nowMs: number): Pod {
  const { waiting, waitUntilMs: _, ...rest } = pod;
  return waiting === undefined ? rest : { ...rest, run: { ...rest.run, paidFromMs: nowMs } };
}
