import type { InstanceId } from "../core/records/ids.ts";
import type { Redis } from "ioredis";
import type { Config } from "../config/read-config.ts";
import type { Clock } from "../core/common/clock.ts";
import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import type { Store } from "../core/ports/store.ts";
import { isOwn } from "../core/records/own-name.ts";
import { oldKeysWords, takeOverFailures } from "../core/words/take-over.ts";
import { jobs } from "../jobs/index.ts";
import { hasLanes, hasWorkers, moveJobs } from "../queue/old-jobs.ts";
import { hasOldRecords, oldPrefix, removeOldRecords } from "../store/old-keys.ts";
import { createRedisStore } from "../store/redis-store.ts";
import { copyAll, moveOwn } from "../store/take-over.ts";

export type TakeOverOptions = {
  readonly redis: Redis;
  /** Where what was written without the instance's id is to lie. */
  readonly store: Store;
  readonly prefix: string;
  readonly instanceId: InstanceId;
  /** What a person has said about records of several instances. */
  readonly choice: Config["oldRecords"];
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  report(line: string): void;
};

const lockKey = `${oldPrefix}:taking-over`;
const lockMs = 10 * 60_000;
const askAgainMs = 500;
/** What a bot that has just ended may be listed for. */
const leavingMs = 5000;

/**
 * Takes over, once, what an older version has written under keys that all instances shared: all of it when every pod there is this
 * instance's, or as a person has chosen. Done twice or cut short it loses nothing, since what was there is removed last.
 * @throws UserFacingError `old-bot-runs`, `old-records-of-others`
 */
export async function takeOver(options: TakeOverOptions): Promise<void> {
  const { redis, choice, report } = options;
  if (!(await isThere(redis))) {
    if (choice !== undefined) report(oldKeysWords.nothingLeft());
    return;
  }
  await lock(options);
  try {
    // Another bot may have been here meanwhile.
    if (await isThere(redis)) await takeWhatIsOurs(options);
  } finally {
    await redis.del(lockKey);
  }
}

async function isThere(redis: Redis): Promise<boolean> {
  return (await hasOldRecords(redis)) || (await hasLanes(redis, oldPrefix));
}

async function takeWhatIsOurs(options: TakeOverOptions): Promise<void> {
  const { redis, store, prefix, instanceId, choice, log, report } = options;
  const old = createRedisStore({ redis, prefix: oldPrefix });
  const pods = (await old.pods.list()).map(({ value }) => value);
  const others = pods.filter((pod) => !isOwn(pod, instanceId));
  if (others.length > 0 && choice === undefined)
    throw takeOverFailures.recordsOfOthers(
      instanceId,
      others.map(({ name }) => name),
    );
  const isAllOfOthers = others.length > 0 && others.length === pods.length;
  // That bot may go on: nothing there is ours, or not any more.
  if (isAllOfOthers && choice === "own") {
    report(oldKeysWords.ownTaken(0, others.length));
    return;
  }
  await untilNobodyWorks(options);
  if (others.length > 0 && choice === "own") {
    await moveOwn(old, store, { isOwn: (pod) => isOwn(pod, instanceId) });
    report(oldKeysWords.ownTaken(pods.length - others.length, others.length));
    return;
  }
  await copyAll(old, store);
  await moveJobs({ connection: redis, from: oldPrefix, to: prefix, jobs, log });
  await removeOldRecords(redis);
  report(oldKeysWords.taken(pods.length));
  log.info("old records taken over", { pods: pods.length, others: others.length });
}

/** Two bots that take over at the same moment would each take a half; one that was killed goes on with its own lock. */
async function lock({ redis, instanceId, clock, signal, report }: TakeOverOptions): Promise<void> {
  let isReported = false;
  while ((await redis.set(lockKey, instanceId, "PX", lockMs, "NX")) === null) {
    if ((await redis.get(lockKey)) === instanceId) return;
    if (!isReported) report(oldKeysWords.waiting());
    isReported = true;
    await clock.sleep(askAgainMs, signal);
  }
}

/** An older bot would go on with pods that this one looks after as well. */
async function untilNobodyWorks({ redis, clock, log, signal }: TakeOverOptions): Promise<void> {
  const untilMs = clock.now() + leavingMs;
  while (await isWorkedOn(redis, log)) {
    if (clock.now() >= untilMs) throw takeOverFailures.oldBotRuns();
    await clock.sleep(askAgainMs, signal);
  }
}

/** Some who offer a Redis don't say who is connected; then nobody can tell. */
async function isWorkedOn(redis: Redis, log: Log): Promise<boolean> {
  try {
    return await hasWorkers(redis, oldPrefix);
  } catch (error) {
    if (!(error instanceof Error && error.name === "ReplyError")) throw error;
    log.warn("Redis does not say who works on it", describeError(error));
    return false;
  }
}
