import { describeError } from "../core/common/errors.ts";
import { keepDoing } from "../core/common/keep-doing.ts";
import type { Clock } from "../core/common/clock.ts";
import type { JobQueue } from "../core/ports/queue.ts";
import type { Log } from "../core/common/log.ts";
import { schedules } from "../jobs/index.ts";

const everyMs = 30_000;

/**
 * Makes sure that the sweep goes on: its schedule lies in Redis, and is gone when that was wiped.
 * Returns once each schedule is there, and goes on until it is disposed of.
 */
export async function keepSchedules(
  queue: JobQueue,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<AsyncDisposable> {
  await add(queue);
  return keepDoing({
    clock,
    everyMs,
    work: () => add(queue),
    onFailure: (error) => log.warn("the schedules can't be seen to", describeError(error)),
  });
}

async function add(queue: JobQueue): Promise<void> {
  for (const { job, everyMs: intervalMs } of schedules) await queue.every(job, {}, intervalMs);
}
