import type { Clock } from "../../../core/common/clock.ts";

/** Milliseconds that have passed since it was made. They never run back: a clock that is set back makes no wait longer. */
export function createStopwatch(clock: Pick<Clock, "now">): () => number {
  let lastMs = clock.now();
  let passedMs = 0;
  return () => {
    const nowMs = clock.now();
    passedMs += Math.max(0, nowMs - lastMs);
    lastMs = nowMs;
    return passedMs;
  };
}
