import type { StartingPod } from "../records/pod.ts";
import { excusedUntilMs } from "../market/wait-for-gpu.ts";

/** A later life of the bot took the record over. */
export function resumeRecord<T extends { readonly bootId: string; readonly resumedAtMs?: number }>(
  record: T,
  bootId: string,
  nowMs: number,
): T {
  return record.bootId === bootId ? record : { ...record, bootId, resumedAtMs: nowMs };
}

/** Seldom enough to write it down; the looks themselves are seconds apart. */
const noteEveryMs = 15_000;
/** More than between two looks of lives that take turns. */
const restartMs = 30_000;
/** A look may wait for hung calls, one after the other. */
const pauseMs = 2 * 60_000;

/** This life of the bot goes on with the step; how long nobody did, before a restart or where nothing could be done, is noted. */
export function resumeStep(pod: StartingPod, bootId: string, nowMs: number): StartingPod {
  const { enteredAtMs, seenAtMs = enteredAtMs, awayMs = 0 } = pod.run.step;
  const sinceMs = nowMs - seenAtMs;
  const run = resumeRecord(pod.run, bootId, nowMs);
  if (sinceMs < noteEveryMs) return run === pod.run ? pod : { ...pod, run };
  const isBack = sinceMs >= (run === pod.run ? pauseMs : restartMs);
  const away = isBack
    ? { awayMs: awayMs + nowMs - Math.max(seenAtMs, Math.min(nowMs, excusedUntilMs(pod))) }
    : {};
  return { ...pod, run: { ...run, step: { ...run.step, seenAtMs: nowMs, ...away } } };
}
