import type { ContainerLife } from "../records/seen-differences.ts";

const recentMs = 15 * 60_000;

/** An uptime is told in whole seconds, and the answer takes a moment. */
const unsureMs = 30_000;

const manyRestarts = 3;

/** The container's life after one more look at its uptime. */
export function followContainer(
  before: ContainerLife | undefined,
  uptimeMs: number,
  nowMs: number,
): ContainerLife {
  const sinceMs = nowMs - uptimeMs;
  if (before === undefined) return { sinceMs, restartsMs: [] };
  const restartsMs = before.restartsMs.filter((atMs) => atMs > nowMs - recentMs);
  return sinceMs > before.sinceMs + unsureMs
    ? { sinceMs, restartsMs: [...restartsMs, nowMs] }
    : { sinceMs: before.sinceMs, restartsMs };
}

export function isCrashLoop({ restartsMs }: ContainerLife): boolean {
  return restartsMs.length >= manyRestarts;
}
