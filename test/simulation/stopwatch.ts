import type { WorldClock } from "./clock.ts";

/** Time that passes only while it is let. */
export type Stopwatch = { run(isRunning: boolean): void; readMs(): number };

export function createStopwatch(clock: Pick<WorldClock, "now">): Stopwatch {
  let countedMs = 0;
  let sinceMs: number | undefined;
  const readMs = (): number => countedMs + (sinceMs === undefined ? 0 : clock.now() - sinceMs);
  return {
    run(isRunning) {
      if (isRunning === (sinceMs !== undefined)) return;
      countedMs = readMs();
      sinceMs = isRunning ? clock.now() : undefined;
    },
    readMs,
  };
}
