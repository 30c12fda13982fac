import { UserFacingError } from "./errors.ts";

/** How often a job that threw is run again, and how long it waits before. */
export type RetryPolicy = {
  /** Runs in a row that may fail before the job is given up; a run that ends well starts the count anew. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
};

export const defaultRetryPolicy: RetryPolicy = { attempts: 5, firstDelayMs: 1000, maxDelayMs: 30_000 };

/** The wait after `faults` failed runs in a row, doubled each time. */
export function retryDelayMs(policy: RetryPolicy, faults: number): number {
  return Math.min(policy.firstDelayMs * 2 ** (faults - 1), policy.maxDelayMs);
}

/** Whether a job is given up after `faults` failed runs in a row, the last with this error. */
export function isGivenUp(policy: RetryPolicy, faults: number, error: unknown): boolean {
  if (error instanceof UserFacingError && !error.retryable) return true;
  return faults >= policy.attempts;
}
