import { describeError } from "../core/common/errors.ts";
import { defaultRetryPolicy, isGivenUp, retryDelayMs, type RetryPolicy } from "../core/common/retry.ts";
import type { JobContext } from "../jobs/context.ts";
import type { Again, AnyJob } from "../jobs/define.ts";
import { laneWorkers, type Lane } from "../core/ports/queue.ts";
import type { Room, SimulatedEntry } from "./job-table.ts";
import type { SimulatedQueue } from "./queue.ts";

export type SimulatedWorkersOptions = {
  readonly queue: SimulatedQueue;
  readonly jobs: readonly AnyJob[];
  readonly context: JobContext;
  /** @default defaultRetryPolicy */
  readonly retry?: RetryPolicy;
  /** How many jobs of a lane run at once. @default laneWorkers */
  readonly concurrency?: Readonly<Record<Lane, number>>;
};

/** Runs what is due now, all of it at once, each run to its end; returns how many jobs ran. */
export async function runDueJobs(options: SimulatedWorkersOptions): Promise<number> {
  const due = options.queue.takeDue();
  await Promise.all(due.map(async (entry) => runEntry(entry, options)));
  return due.length;
}

export type SimulatedWorkers = AsyncDisposable & {
  /** As a kill -9: takes nothing any more, waits for nothing, and what runs now is due again for the next workers. */
  kill(): void;
};

/** Runs jobs as they fall due, as many at once as their lanes have workers, until it is disposed of, which waits for those under way. */
export function startSimulatedWorkers(options: SimulatedWorkersOptions): SimulatedWorkers {
  const stop = new AbortController();
  const running = new Map<Promise<void>, Lane>();
  const loop = work(options, running, stop.signal);
  return {
    kill() {
      stop.abort();
      options.queue.loseHolders();
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
      await Promise.all(running.keys());
    },
  };
}

async function work(
  options: SimulatedWorkersOptions,
  running: Map<Promise<void>, Lane>,
  stop: AbortSignal,
): Promise<void> {
  const { queue, concurrency = laneWorkers } = options;
  while (!stop.aborted) {
    for (const entry of queue.takeDue(roomIn(concurrency, running))) {
      const run = runEntry(entry, options).finally(() => end(run, entry.lane));
      running.set(run, entry.lane);
    }
    await nextChange(options, roomIn(concurrency, running), stop);
  }

  function end(run: Promise<void>, lane: Lane): void {
    const wasFull = roomIn(concurrency, running)[lane] <= 0;
    running.delete(run);
    if (wasFull) queue.announce();
  }
}

function roomIn(concurrency: Room, running: ReadonlyMap<unknown, Lane>): Room {
  const room = { ...concurrency };
  for (const lane of running.values()) room[lane] -= 1;
  return room;
}

/** Resolves when something falls due, the queue changes or the work is to stop. */
async function nextChange(
  { queue, context }: SimulatedWorkersOptions,
  room: Room,
  stop: AbortSignal,
): Promise<void> {
  const wake = AbortSignal.any([queue.changed(), stop]);
  const dueAtMs = queue.nextDueAtMs(room);
  const woken =
    dueAtMs === undefined ? aborted(wake) : context.clock.sleep(dueAtMs - context.clock.now(), wake);
  // That the sleep was cut is as good a reason to look again as its end.
  await Promise.allSettled([woken]);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => {
      resolve();
    });
  });
}

/** Runs a job that was taken from the queue and settles how it goes on there. */
export async function runEntry(entry: SimulatedEntry, options: SimulatedWorkersOptions): Promise<void> {
  const { queue } = options;
  const runs = queue.takeDoubled(entry.name) ? 2 : 1;
  const ends = await Promise.all(Array.from({ length: runs }, async () => runOnce(entry, options)));
  const end = ends.find(({ again, error }) => again !== undefined || error !== undefined) ?? {};
  if ("error" in end) {
    settleFailed(entry, end.error, options);
    return;
  }
  queue.settle(entry, end.again && { inMs: end.again.againInMs, faults: 0 });
}

type RunEnd = { readonly again?: Again | undefined; readonly error?: unknown };

async function runOnce(entry: SimulatedEntry, { jobs, context }: SimulatedWorkersOptions): Promise<RunEnd> {
  const job = jobs.find(({ name }) => name === entry.name);
  try {
    if (job === undefined) throw new TypeError("No job has this name");
    return { again: await job.runWith(JSON.parse(entry.payloadJson), context) };
  } catch (error) {
    return { error };
  }
}

function settleFailed(entry: SimulatedEntry, error: unknown, options: SimulatedWorkersOptions): void {
  const { queue, context, retry = defaultRetryPolicy } = options;
  if (context.shutdown.aborted) {
    queue.settle(entry, { inMs: 0, faults: entry.faults });
    return;
  }
  const faults = entry.faults + 1;
  if (isGivenUp(retry, faults, error)) {
    context.log.error("job given up", { job: entry.name, ...describeError(error) });
    queue.settle(entry);
    return;
  }
  context.log.warn("job failed", { job: entry.name, faults, ...describeError(error) });
  queue.settle(entry, { inMs: retryDelayMs(retry, faults), faults });
}
