import { describeError } from "./core/errors.ts";
import type { Clock, JobQueue, Log } from "./core/ports.ts";
import { schedules } from "./jobs/index.ts";

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
  const end = new AbortController();
  const kept = keep();
  return {
    async [Symbol.asyncDispose]() {
      end.abort();
      await kept;
    },
  };

  async function keep(): Promise<void> {
    while (!end.signal.aborted) {
      try {
        await clock.sleep(everyMs, end.signal);
        await add(queue);
      } catch (error) {
        warn(error);
      }
    }
  }

  function warn(error: unknown): void {
    if (!end.signal.aborted) log.warn("the schedules can't be seen to", describeError(error));
  }
}

async function add(queue: JobQueue): Promise<void> {
  for (const { job, everyMs: intervalMs } of schedules) await queue.every(job, {}, intervalMs);
}
