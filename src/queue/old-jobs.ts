import type { Redis } from "ioredis";
import type { AnyJob } from "../jobs/define.ts";
import type { Log } from "../core/common/log.ts";
import { jobOptions, openLane } from "./lanes.ts";

const oldLanes = ["stop", "watch", "work"] as const;

type OldJobs = {
  readonly connection: Redis;
  readonly log: Log;
  /** What the keys of the old lanes begin with, and those of the new ones. */
  readonly from: string;
  readonly to: string;
  readonly jobs: readonly AnyJob[];
};

/** Whether lanes with these keys are there. */
export async function hasLanes(connection: Redis, prefix: string): Promise<boolean> {
  return (await connection.exists(...oldLanes.map((lane) => `${prefix}:${lane}:meta`))) > 0;
}

/** Whether workers take jobs from lanes with these keys: by the names that BullMQ gives their connections. */
export async function hasWorkers(connection: Redis, prefix: string): Promise<boolean> {
  const names = new Set(oldLanes.map((lane) => `${prefix}:${Buffer.from(lane).toString("base64")}`));
  const list = String(await connection.client("LIST"));
  return list.split("\n").some((client) => names.has(/ name=(\S*)/.exec(client)?.[1] ?? ""));
}

/**
 * Adds the jobs of the old lanes to the new ones, due at once, and removes the old lanes. The sweep brings most of them back by
 * itself, but what a job alone knows, such as the order for a network volume, would be lost. Done twice, it adds none twice.
 */
export async function moveJobs(options: OldJobs): Promise<void> {
  for (const lane of oldLanes) {
    const old = openLane(lane, { ...options, prefix: options.from });
    try {
      // What a schedule has put there is not moved: the schedules are made anew.
      const unfinished = (await old.getJobs(["active", "waiting", "prioritized", "delayed"])).filter(
        ({ data }) => data.tickFor === undefined,
      );
      for (const { id, name, data } of unfinished)
        await addAgain({ id, name, payload: data.payload }, options);
      await old.obliterate({ force: true });
    } finally {
      await old.close();
    }
  }
}

type OldJob = { readonly id: string | undefined; readonly name: string; readonly payload: unknown };

async function addAgain({ id, name, payload }: OldJob, options: OldJobs): Promise<void> {
  const job = options.jobs.find((known) => known.name === name);
  if (job === undefined || id === undefined) {
    options.log.warn("an old job is left out", { job: name });
    return;
  }
  const lane = openLane(job.lane, { ...options, prefix: options.to });
  try {
    await lane.add(name, { payload, faults: 0 }, { ...jobOptions, jobId: id });
  } finally {
    await lane.close();
  }
}
