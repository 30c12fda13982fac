import { Worker } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import type { MachineClock } from "../core/common/clock.ts";
import { endsWithin } from "../core/common/ends-within.ts";
import { laneWorkers, type Lane } from "../core/ports/queue.ts";
import { defaultRetryPolicy, type RetryPolicy } from "../core/common/retry.ts";
import type { JobContext } from "../jobs/context.ts";
import type { AnyJob } from "../jobs/define.ts";
import { laneNames, logErrors, openLane, type JobData } from "./lanes.ts";
import { processJob } from "./process-job.ts";

type WorkersOptions = {
  /** An endless one (`maxRetriesPerRequest: null`), of no use to anybody else; whoever opened it disconnects it. */
  readonly connection: Redis | Cluster;
  readonly prefix: string;
  readonly jobs: readonly AnyJob[];
  readonly context: JobContext;
  /** By whose clock BullMQ waits. */
  readonly machine: MachineClock;
  /** How many jobs of a lane run at once. @default laneWorkers */
  readonly concurrency?: Readonly<Record<Lane, number>>;
  /** @default defaultRetryPolicy */
  readonly retry?: RetryPolicy;
  /** How long a silent worker keeps its job: after a kill -9 it runs again within twice this time. @default 20 s */
  readonly lockMs?: number;
  /** How long a shutdown waits for the jobs under way. @default 10 s */
  readonly closeMs?: number;
};

/**
 * Runs jobs until it is disposed of. The context's `shutdown` is to be aborted first, so that jobs end early;
 * what still runs after `closeMs` is left behind and run again at the next start.
 */
export async function startWorkers(options: WorkersOptions): Promise<AsyncDisposable> {
  const lanes = laneNames.map((name) => openWorker(name, options));
  await Promise.all(lanes.map(async ({ worker }) => worker.waitUntilReady()));
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(lanes.map(async (lane) => closeWorker(lane, options)));
    },
  };
}

type OpenWorker = {
  readonly worker: Worker<JobData, null>;
  readonly queue: ReturnType<typeof openLane>;
  readonly running: ReadonlySet<Promise<null>>;
};

function openWorker(name: Lane, options: WorkersOptions): OpenWorker {
  const { connection, prefix, context, machine, retry = defaultRetryPolicy, lockMs = 20_000 } = options;
  const { concurrency = laneWorkers } = options;
  const running = new Set<Promise<null>>();
  const queue = openLane(name, { connection, prefix, log: context.log });
  const jobs = new Map(options.jobs.map((job) => [job.name, job]));
  const deps = { lane: queue, jobs, context, retry, machine };
  const worker: OpenWorker["worker"] = new Worker(
    name,
    async (job, token = "") => track(running, processJob(deps, { job, token })),
    {
      connection,
      prefix,
      concurrency: concurrency[name],
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      // After an outage each lane asks again so soon, and a shutdown in an outage waits no longer than this.
      runRetryDelay: 1000,
      // A job is not to blame for a bot that was killed, however often.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    },
  );
  logErrors(worker, { lane: name, connection, log: context.log });
  return { worker, queue, running };
}

async function track(running: Set<Promise<null>>, run: Promise<null>): Promise<null> {
  running.add(run);
  try {
    return await run;
  } finally {
    running.delete(run);
  }
}

/**
 * BullMQ's own `close` waits for as long as a job runs or Redis is away, and can't be forced once it waits:
 * so the jobs are waited for first, here, and it is only asked to wait when there is nothing to wait for.
 */
async function closeWorker({ worker, queue, running }: OpenWorker, options: WorkersOptions): Promise<void> {
  const { connection, context, closeMs = 10_000 } = options;
  await worker.pause(true);
  const isDone = await endsWithin(closeMs, Promise.allSettled(running), context.clock);
  if (!isDone) context.log.warn("jobs left to the next start", { lane: worker.name, jobs: running.size });
  const isGraceful = isDone && connection.status === "ready";
  const isClosed = await endsWithin(closeMs, worker.close(!isGraceful), context.clock);
  if (!isClosed) await worker.disconnect();
  await queue.close();
}
