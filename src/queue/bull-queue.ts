import type { JobQueue, JobRef, Lane } from "../core/ports/queue.ts";
import { storeAway } from "../core/words/store.ts";
import { jobIdOf, jobOptions, laneNames, openLane, type LaneOptions, type LaneQueue } from "./lanes.ts";

/** A tick is never further away than its interval, but for the moment that it takes to ask. */
const slackMs = 1_000;

/**
 * Adds jobs for the workers, on the caller's connection, which it leaves open; with a finite one,
 * each call throws `store-away` within a second while Redis is away.
 */
export function createBullQueue(options: LaneOptions): JobQueue & AsyncDisposable {
  const { log, machine } = options;
  const lanes = new Map(laneNames.map((lane) => [lane, openLane(lane, options)]));
  /** Schedules that are in no other lane any more; one for each job that has one. */
  const moved = new Set<string>();

  async function ask(lane: Lane, send: (queue: LaneQueue) => Promise<unknown>): Promise<void> {
    const queue = lanes.get(lane);
    if (queue === undefined) throw new TypeError("There is no such lane");
    try {
      await send(queue);
    } catch (error) {
      throw storeAway(error);
    }
  }

  /** An older version may have had the job in another lane, and its schedule there would go on for ever. */
  async function leaveOthers({ name, lane }: Pick<JobRef<never>, "name" | "lane">): Promise<void> {
    if (moved.has(name)) return;
    for (const other of laneNames)
      if (other !== lane) await ask(other, async (queue) => queue.removeJobScheduler(name));
    moved.add(name);
  }

  /**
   * BullMQ waits by this machine's clock: when that was put back, by hand or between two lives of the bot, what waits would
   * wait for as long. Such a schedule begins anew, and all that waits is due at once, for a job that comes early looks again.
   */
  async function wakeLate(
    { name, lane }: Pick<JobRef<never>, "name" | "lane">,
    everyMs: number,
  ): Promise<void> {
    let isLate = false;
    await ask(lane, async (queue) => {
      const { next = 0 } = (await queue.getJobScheduler(name)) ?? {};
      isLate = next - machine.machineMs() > everyMs + slackMs;
      if (isLate) await queue.removeJobScheduler(name);
    });
    if (!isLate) return;
    log.warn("the clock that jobs wait by was put back", { job: name });
    for (const each of laneNames) await ask(each, async (queue) => queue.promoteJobs());
  }

  return {
    async add(job, payload, { delayMs = 0 } = {}) {
      const jobId = jobIdOf(job.name, job.key(payload));
      await ask(job.lane, async (queue) =>
        queue.add(job.name, { payload, faults: 0 }, { ...jobOptions, jobId, delay: delayMs }),
      );
    },
    async every(job, payload, intervalMs) {
      const data = { payload, faults: 0, tickFor: jobIdOf(job.name, job.key(payload)) };
      const tick = { name: job.name, data, opts: jobOptions };
      await leaveOthers(job);
      await wakeLate(job, intervalMs);
      await ask(job.lane, async (queue) => queue.upsertJobScheduler(job.name, { every: intervalMs }, tick));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(lanes.values().map(async (queue) => queue.close()));
    },
  };
}
