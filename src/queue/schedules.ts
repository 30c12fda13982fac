import type { MachineClock } from "../core/common/clock.ts";
import type { Log } from "../core/common/log.ts";
import type { JobQueue, JobRef, Lane } from "../core/ports/queue.ts";
import { jobIdOf, jobOptions, laneNames, type LaneQueue } from "./lanes.ts";

type Named = Pick<JobRef<never>, "name" | "lane">;

type Deps = {
  /** Asks the queue of a lane. @throws UserFacingError `store-away` */
  ask<T>(lane: Lane, send: (queue: LaneQueue) => Promise<T>): Promise<T>;
  readonly log: Log;
  readonly machine: MachineClock;
};

/** A tick is never further away than its interval, but for the moment that it takes to ask. */
const slackMs = 1_000;

/**
 * The schedules of a deployment's jobs. BullMQ waits by this machine's clock: when that was put back, under a bot or between
 * two of its lives, whatever waits would wait for as long. So a schedule whose tick is too far away begins anew, and all that
 * waits is due at once, since a job that comes early only looks again.
 */
export function createSchedules({ ask, log, machine }: Deps): Pick<JobQueue, "every"> {
  /** Schedules that are in no other lane any more; one for each job that has one. */
  const moved = new Set<string>();

  /** An older version may have had the job in another lane, and its schedule there would go on for ever. */
  async function leaveOthers({ name, lane }: Named): Promise<void> {
    if (moved.has(name)) return;
    for (const other of laneNames)
      if (other !== lane) await ask(other, async (queue) => queue.removeJobScheduler(name));
    moved.add(name);
  }

  async function isTooFar({ name, lane }: Named, intervalMs: number): Promise<boolean> {
    const found = await ask(lane, async (queue) => queue.getJobScheduler(name));
    const everyMs = Math.max(intervalMs, found?.every ?? 0);
    return (found?.next ?? 0) - machine.machineMs() > everyMs + slackMs;
  }

  async function wakeAll({ name, lane }: Named): Promise<void> {
    log.warn("the clock that jobs wait by was put back", { job: name });
    await ask(lane, async (queue) => queue.removeJobScheduler(name));
    for (const each of laneNames) await ask(each, async (queue) => queue.promoteJobs());
  }

  return {
    async every(job, payload, intervalMs) {
      const data = { payload, faults: 0, tickFor: jobIdOf(job.name, job.key(payload)) };
      const tick = { name: job.name, data, opts: jobOptions };
      await leaveOthers(job);
      if (await isTooFar(job, intervalMs)) await wakeAll(job);
      await ask(job.lane, async (queue) => queue.upsertJobScheduler(job.name, { every: intervalMs }, tick));
    },
  };
}
