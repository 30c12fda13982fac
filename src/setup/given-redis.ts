import { Redis } from "ioredis";
import { redisFailures, redisWords } from "../core/words/store.ts";
import { parseInfo } from "./redis-info.ts";
import { askRedis } from "./redis-probe.ts";

/** The first with everything that BullMQ 6 and the store use. */
const needed = { major: 6, minor: 2 };

/** Looks at a Redis that somebody else runs. @throws UserFacingError when it can't be used */
export async function checkGivenRedis(
  url: string,
  { report, signal }: { report: (line: string) => void; signal: AbortSignal },
): Promise<{ readonly isCluster: boolean }> {
  const { db: database = 0 } = new Redis(url, { lazyConnect: true }).options;
  // ioredis goes on with the first database when the address ends with no number at all.
  if (!Number.isInteger(database)) throw redisFailures.databaseRefused();
  const { text, isRefused } = await look(url, database, signal);
  const info = parseInfo(text);
  const isCluster = info.get("cluster_enabled") === "1";
  // A Valkey Cluster may have more, but the client knows none but the first.
  if (isRefused || (isCluster && database !== 0)) throw redisFailures.databaseRefused();
  const version = info.get("redis_version") ?? "unknown";
  if (!isNewEnough(version)) throw redisFailures.tooOld(version);
  const policy = info.get("maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction") report(redisWords.evicts(policy));
  if (info.get("aof_enabled") === "0") report(redisWords.volatile());
  return { isCluster };
}

type Seen = { readonly text: string; readonly isRefused: boolean };

async function look(url: string, database: number, signal: AbortSignal): Promise<Seen> {
  try {
    return await askRedis(
      url,
      async (redis) => {
        return { text: await redis.info(), isRefused: !(await takes(redis, database)) };
      },
      { signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && /^(NOAUTH|WRONGPASS|ERR .*AUTH)/.test(error.message)) {
      throw redisFailures.loginRefused(error);
    }
    throw redisFailures.notReached(error);
  }
}

/** Whether the server has it: ioredis itself goes on with the first one when it is refused. */
async function takes(redis: Redis, database: number): Promise<boolean> {
  if (database === 0) return true;
  try {
    await redis.select(database);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "ReplyError") return false;
    throw error;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > needed.major || (major === needed.major && minor >= needed.minor);
}
