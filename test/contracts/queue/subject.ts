import type { JobQueue } from "../../../src/core/ports/queue.ts";
import type { RetryPolicy } from "../../../src/core/common/retry.ts";
import type { AnyJob } from "../../../src/jobs/define.ts";
import type { LogEntry } from "../../support/log.ts";

/** How the suite wants failed jobs to be retried: soon. */
export const contractRetry: RetryPolicy = { attempts: 3, firstDelayMs: 20, maxDelayMs: 40 };

/** An empty queue whose workers are started by the test. */
export type QueueSubject = AsyncDisposable & {
  readonly queue: JobQueue;
  /** Starts workers for these jobs, with room for one job per lane, retrying as `contractRetry` says. */
  work(jobs: readonly AnyJob[]): Promise<{ /** As a kill -9. */ kill(): Promise<void> }>;
  /** Lets time pass until it holds. */
  until(holds: () => boolean): Promise<void>;
  readonly logged: readonly LogEntry[];
};

/** Opens a subject that ends with the test. */
export type OpenQueue = () => Promise<QueueSubject>;
