import type { Clock } from "../core/common/clock.ts";

/** A clock on which time passes `factor` times as fast as on the given one. */
export function createFastClock(real: Clock, factor: number): Clock {
  const startMs = real.now();
  const shorten = (ms: number): number => Math.max(0, Math.ceil(ms / factor));
  return {
    now: () => Math.round(startMs + (real.now() - startMs) * factor),
    isConfirmed: () => real.isConfirmed(),
    sleep: async (ms, signal) => real.sleep(shorten(ms), signal),
    deadline: (ms, parent) => real.deadline(shorten(ms), parent),
  };
}
