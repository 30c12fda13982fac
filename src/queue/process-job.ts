import { DelayedError, UnrecoverableError, type Job } from "bullmq";
import { describeError } from "../core/common/errors.ts";
import type { MachineClock } from "../core/common/clock.ts";
import { isGivenUp, retryDelayMs, type RetryPolicy } from "../core/common/retry.ts";
import type { JobContext } from "../jobs/context.ts";
import type { Again, AnyJob } from "../jobs/define.ts";
import { jobOptions, type JobData, type LaneQueue } from "./lanes.ts";

export type ProcessDeps = {
  readonly lane: LaneQueue;
  readonly jobs: ReadonlyMap<string, AnyJob>;
  readonly context: JobContext;
  readonly retry: RetryPolicy;
  /** By whose clock BullMQ waits. */
  readonly machine: MachineClock;
};

/** A job of BullMQ's with the token of the lock that this worker holds on it. */
export type Held = { readonly job: Job<JobData, null>; readonly token: string };

/** Runs a job once and settles how it goes on; what is thrown tells BullMQ, which writes its message to Redis. */
export async function processJob(deps: ProcessDeps, held: Held): Promise<null> {
  const { name, data } = held.job;
  if (data.tickFor !== undefined) return addTicked(deps.lane, held.job, data.tickFor);
  const job = deps.jobs.get(name);
  if (job === undefined) return giveUp(deps, held, new TypeError("No job has this name"));
  let again: Again | undefined;
  try {
    again = await job.runWith(data.payload, deps.context);
  } catch (error) {
    return fail(deps, held, error);
  }
  if (again !== undefined) return goOn(deps, held, { inMs: again.againInMs, faults: 0 });
  return null;
}

/** A schedule's tick adds its job, so that a run that outlasts the interval is not overtaken by the next. */
async function addTicked(lane: LaneQueue, { name, data }: Held["job"], jobId: string): Promise<null> {
  await lane.add(name, { payload: data.payload, faults: 0 }, { ...jobOptions, jobId });
  return null;
}

async function fail(deps: ProcessDeps, held: Held, error: unknown): Promise<never> {
  const { context, retry } = deps;
  // Cut short by the shutdown: no fault of the job's, and the next start runs it at once.
  if (context.shutdown.aborted) return goOn(deps, held, { inMs: 0, faults: held.job.data.faults });
  const faults = held.job.data.faults + 1;
  if (isGivenUp(retry, faults, error)) return giveUp(deps, held, error);
  context.log.warn("job failed", { job: held.job.name, faults, ...describeError(error) });
  return goOn(deps, held, { inMs: retryDelayMs(retry, faults), faults });
}

/** The same job later, its id taken all the while. */
async function goOn(
  { machine }: ProcessDeps,
  { job, token }: Held,
  { inMs, faults }: { inMs: number; faults: number },
): Promise<never> {
  if (job.data.faults !== faults) await job.updateData({ ...job.data, faults });
  await job.moveToDelayed(machine.machineMs() + inMs, token);
  throw new DelayedError();
}

function giveUp({ context }: ProcessDeps, { job }: Held, error: unknown): never {
  context.log.error("job given up", { job: job.name, ...describeError(error) });
  throw new UnrecoverableError(describeError(error).errorName);
}
