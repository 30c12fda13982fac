import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../core/common/clock.ts";

/** The machine's own time. */
export function createClock(): Clock {
  return { now: () => Date.now(), sleep, deadline };
}

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
