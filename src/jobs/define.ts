import type { JobRef } from "../core/ports/queue.ts";
import type { JobContext } from "./context.ts";

/** The job is not over: run it again after this time, as the same job, so that "at most one" goes on holding. */
export type Again = { readonly againInMs: number };

/** One step of work, under a minute; it may run twice, even at once, and does no harm. */
export type Job<P> = JobRef<P> & {
  run(payload: P, context: JobContext): Promise<Again | undefined>;
};

/** A job whose payload type is nobody's business: what the queue's worker holds in its list. */
export type AnyJob = Pick<JobRef<unknown>, "name" | "lane"> & {
  runWith(payload: unknown, context: JobContext): Promise<Again | undefined>;
};

/** Closes over the payload's type: parsing and running in one. */
export function anyJob<P>(job: Job<P>): AnyJob {
  return {
    name: job.name,
    lane: job.lane,
    runWith: (payload, context) => job.run(job.parse(payload), context),
  };
}
