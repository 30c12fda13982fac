import { closeInTime } from "./close-parts.ts";
import { newId } from "../system/new-id.ts";
import { createBullQueue } from "../queue/bull-queue.ts";
import { Redis } from "ioredis";
import type { Config } from "../config/read-config.ts";
import type { Clock, MachineClock } from "../core/common/clock.ts";
import type { JobQueue } from "../core/ports/queue.ts";
import type { Log } from "../core/common/log.ts";
import type { Store } from "../core/ports/store.ts";
import { takeOver } from "./take-over.ts";
import type { Home } from "../setup/home.ts";
import type { OpenRedis } from "../setup/redis-options.ts";
import { openRedis } from "../setup/redis-process.ts";
import {
  openCommandConnection,
  openWorkerConnection,
  type RedisClient,
  untilReady,
} from "../store/connection.ts";
import { createInstances, type Instances } from "../store/instances.ts";
import { keyPrefix } from "../store/key-prefix.ts";
import { createRedisStore } from "../store/redis-store.ts";

type Records = { readonly queue: JobQueue; readonly store: Store };

export type Memory = {
  /** Fail within a second when Redis is away. */
  readonly forCommands: Records;
  /** Wait for Redis. */
  readonly forJobs: Records;
  /** The workers' own. */
  readonly connection: RedisClient;
  /** Who else is on this Redis; fails within a second when it is away. */
  readonly instances: Instances;
  /** Redis' own, in milliseconds since 1970; fails within a second when it is away. */
  redisTimeMs(): Promise<number>;
  /** Of an own Redis. */
  readonly redis: Pick<OpenRedis, "disk">;
  /** What the keys of queue and store begin with. */
  readonly prefix: string;
};

export type MemoryOptions = {
  readonly config: Pick<Config, "oldRecords" | "redisUrl">;
  readonly home: Pick<Home, "folder" | "instanceId">;
  readonly clock: Clock & MachineClock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Told in a line what is being set up. */
  report(line: string): void;
};

/** What outlives the process: Redis with its two kinds of connections. */
export async function openMemory(options: MemoryOptions, stack: AsyncDisposableStack): Promise<Memory> {
  const { config, home, clock, log, report, signal } = options;
  const redisUrl = config.redisUrl?.reveal();
  const redis = stack.adopt(
    await openRedis({ home: home.folder, redisUrl, report, signal, clock, log }),
    closeInTime("redis", options),
  );
  const finite = stack.adopt(openCommandConnection(redis, log), (opened) => opened.disconnect());
  const endless = stack.adopt(openWorkerConnection(redis, log), (opened) => opened.disconnect());
  await Promise.all([finite, endless].map(async (opened) => untilReady(opened, signal)));
  const prefix = keyPrefix(home.instanceId);
  // A cluster never held the keys of an older version: they lie in several of its slots.
  if (endless instanceof Redis)
    await takeOver({
      ...options,
      redis: endless,
      store: createRedisStore({ redis: endless, prefix, log }),
      prefix,
      instanceId: home.instanceId,
      choice: config.oldRecords,
    });
  const life = newId();
  const over = (connection: RedisClient): Records => ({
    queue: stack.adopt(
      createBullQueue({ connection, prefix, log, machine: clock }),
      closeInTime("connections", options),
    ),
    store: createRedisStore({ redis: connection, prefix, log, life }),
  });
  await checkRecords(createRedisStore({ redis: endless, prefix }));
  const instances = createInstances(finite, home.instanceId, log);
  const redisTimeMs = async (): Promise<number> => toMs(await finite.time());
  const records = { forCommands: over(finite), forJobs: over(endless) };
  return { ...records, connection: endless, instances, redis, prefix, redisTimeMs };
}

/** Redis tells seconds and microseconds, each by itself. */
function toMs([seconds = Number.NaN, micros = Number.NaN]: readonly (number | string)[]): number {
  return Number(seconds) * 1000 + Number(micros) / 1000;
}

/**
 * Reads what decides about money and work once, so that a start ends where a later version has written it, or nobody can read it.
 * @throws UserFacingError `record-newer` or `record-unreadable`
 */
async function checkRecords({ pods, trainings, slots, settings }: Store): Promise<void> {
  for (const records of [pods, trainings, slots, settings]) await records.list();
}
