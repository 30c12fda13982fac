import { uptime } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock, MachineClock } from "../core/common/clock.ts";
import { createTrueTime, type TrueTime } from "../core/common/true-time.ts";

/** The true time, as far as this machine's clock and what it hears from outside tell. */
export type SystemClock = Clock & MachineClock & Omit<TrueTime, "nowMs">;

/** @default isChecked is false: there is nobody outside who tells the time, and the machine's own stopwatch is all there is */
export function createClock({ isChecked = false }: { readonly isChecked?: boolean } = {}): SystemClock {
  const { nowMs, ...time } = createTrueTime({ machine, isChecked });
  return { ...time, now: () => Math.round(nowMs()), machineMs: machine.wallMs, sleep, deadline };
}

const machine = {
  wallMs: () => Date.now(),
  runningMs: () => performance.now(),
  // On Linux it counts the time that the machine has slept.
  sinceBootMs: () => uptime() * 1000,
};

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    // Node throws an AbortError of its own; callers tell a shutdown from a deadline by the signal's reason.
    signal?.throwIfAborted();
    throw error;
  }
}

function deadline(ms: number, parent?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(ms);
  return parent === undefined ? timeout : AbortSignal.any([timeout, parent]);
}
