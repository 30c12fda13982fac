import type { MachineTimes } from "../../src/core/common/steady-wall.ts";

/** A machine whose clock can be set, and which can sleep. */
export type SetMachine = MachineTimes & {
  /** The time that is true. */
  trueMs(): number;
  pass(ms: number): void;
  /** Somebody sets the wall clock, forward or back. */
  setWall(byMs: number): void;
  /** Whether the stopwatch that begins at the boot counts the sleep; the wall clock is right after it unless it is `lost`. */
  sleep(ms: number, how?: { readonly isCounted?: boolean; readonly isLost?: boolean }): void;
};

/** @default wrongByMs is 0: the wall clock is right at the start */
export function createSetMachine(wrongByMs: number = 0): SetMachine {
  let nowMs = Date.UTC(2026, 0, 1, 12);
  let aheadMs = wrongByMs;
  let runningMs = 5_000;
  let bootMs = 90_000;
  return {
    trueMs: () => nowMs,
    wallMs: () => nowMs + aheadMs,
    runningMs: () => runningMs,
    sinceBootMs: () => Math.floor(bootMs / 1000) * 1000,
    pass(ms) {
      nowMs += ms;
      runningMs += ms;
      bootMs += ms;
    },
    setWall(byMs) {
      aheadMs += byMs;
    },
    sleep(ms, { isCounted = false, isLost = false } = {}) {
      nowMs += ms;
      if (isCounted) bootMs += ms;
      if (isLost) aheadMs -= ms;
    },
  };
}
