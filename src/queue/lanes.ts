import type { EventEmitter } from "node:events";
import { Queue, type JobsOptions } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import { describeError } from "../core/common/errors.ts";
import type { Lane } from "../core/ports/queue.ts";
import type { Log } from "../core/common/log.ts";

export const laneNames: readonly Lane[] = ["stop", "watch", "work", "sweep"];

/** What BullMQ keeps of a job; there is no secret in it. */
export type JobData = {
  readonly payload: unknown;
  /** Runs in a row that failed. */
  readonly faults: number;
  /** Set for a tick of a schedule, which only adds the job of this id. */
  readonly tickFor?: string;
};

export type LaneQueue = Queue<JobData, null>;

export type LaneOptions = {
  readonly connection: Redis | Cluster;
  readonly prefix: string;
  readonly log: Log;
};

/** A BullMQ queue per lane, so that nothing in one can hold up another; `prefix` keeps deployments apart. */
export function openLane(lane: Lane, { connection, prefix, log }: LaneOptions): LaneQueue {
  // Nobody reads BullMQ's stream of events here, so it is kept short.
  const queue: LaneQueue = new Queue(lane, { connection, prefix, streams: { events: { maxLen: 100 } } });
  logErrors(queue, { lane, connection, log });
  return queue;
}

/** BullMQ repeats the connection's errors for every lane and try; those are logged once, by whoever opened it. */
export function logErrors(
  source: EventEmitter,
  { lane, connection, log }: { lane: Lane; connection: Redis | Cluster; log: Log },
): void {
  source.on("error", (error) => {
    if (connection.status === "ready") log.warn("queue error", { lane, ...describeError(error) });
  });
}

/** The name and key of a job as an id that BullMQ takes: it allows neither `:` nor a bare number. */
export function jobIdOf(name: string, key: string): string {
  return `${encodeURIComponent(name)}/${encodeURIComponent(key)}`;
}

/**
 * A job id that exists, in whatever state, is not added again, and a job that ended is gone at once: together they are
 * "at most one unfinished". The attempts are for faults between BullMQ and Redis; a job's own are counted in its data,
 * because BullMQ's count never goes back and it would write the error's message and stack to Redis.
 */
export const jobOptions: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: true,
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: "fixed", delay: 1000 },
};
