import type { JobRef } from "../core/ports/queue.ts";
import type { JobContext } from "./context.ts";

/** The job is not over: run it again after this time, as the same job, so that "at most one" goes on holding. */
export type Again = { readonly againInMs: number };

/** An answer from outside ends a doubt, and the sweep asks each 15 s. */
const doubtfulMs = 3_000;

/** One step of work, under a minute; it may run twice, even at once, and does no harm. */
export type Job<P> = JobRef<P> & {
  /** Rents, gives up, removes, books or announces by the time, and waits while that is in doubt. */
  readonly isTimed?: true;
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
    async runWith(payload, context) {
      if (job.isTimed === true && !context.clock.isConfirmed()) return { againInMs: doubtfulMs };
      return job.run(job.parse(payload), context);
    },
  };
}
