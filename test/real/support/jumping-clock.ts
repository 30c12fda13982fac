import { createClock, type SystemClock } from "../../../src/system/clock.ts";

/** The machine's time, which a test can put forward for the bot alone, so that nobody has to wait for an hour. */
export type JumpingClock = SystemClock & { jump(byMs: number): void };

export function createJumpingClock(): JumpingClock {
  const clock = createClock();
  let aheadMs = 0;
  return {
    ...clock,
    now: () => clock.now() + aheadMs,
    jump(byMs) {
      aheadMs += byMs;
    },
  };
}
