import type { MachineClock } from "../core/common/clock.ts";
import type { JobQueue, Lane } from "../core/ports/queue.ts";
import { storeFailure } from "../core/words/store.ts";
import { jobIdOf, jobOptions, laneNames, openLane, type LaneOptions, type LaneQueue } from "./lanes.ts";
import { createSchedules } from "./schedules.ts";

type Options = LaneOptions & {
  /** By whose clock BullMQ waits. */
  readonly machine: MachineClock;
};

/**
 * Adds jobs for the workers, on the caller's connection, which it leaves open; with a finite one,
 * each call throws `store-away` within a second while Redis is away.
 */
export function createBullQueue(options: Options): JobQueue & AsyncDisposable {
  const lanes = new Map(laneNames.map((lane) => [lane, openLane(lane, options)]));

  async function ask<T>(lane: Lane, send: (queue: LaneQueue) => Promise<T>): Promise<T> {
    const queue = lanes.get(lane);
    if (queue === undefined) throw new TypeError("There is no such lane");
    try {
      return await send(queue);
    } catch (error) {
      throw storeFailure(error);
    }
  }

  return {
    ...createSchedules({ ...options, ask }),
    async add(job, payload, { delayMs = 0 } = {}) {
      const jobId = jobIdOf(job.name, job.key(payload));
      await ask(job.lane, async (queue) =>
        queue.add(job.name, { payload, faults: 0 }, { ...jobOptions, jobId, delay: delayMs }),
      );
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(lanes.values().map(async (queue) => queue.close()));
    },
  };
}
