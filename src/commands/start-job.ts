import { describeError } from "../core/common/errors.ts";
import type { JobQueue, JobRef } from "../core/ports/queue.ts";
import type { Log } from "../core/common/log.ts";

/**
 * Has the work on a record begun at once. The record says already what is to be done, so a queue that is away fails
 * nothing: the sweep adds the job when it is back.
 */
export async function startJob<P>(
  job: JobRef<P>,
  payload: P,
  { queue, log }: { readonly queue: JobQueue; readonly log: Log },
): Promise<void> {
  try {
    await queue.add(job, payload);
  } catch (error) {
    log.warn("a job is left to the sweep", { job: job.name, ...describeError(error) });
  }
}
