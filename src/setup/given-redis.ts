import { redisFailures, redisWords } from "../core/words/store.ts";
import { askRedis } from "./redis-probe.ts";

/** The first with everything that BullMQ 6 and the store use. */
const needed = { major: 6, minor: 2 };

/** Looks at a Redis that somebody else runs. @throws UserFacingError when it can't be used */
export async function checkGivenRedis(
  url: string,
  { report, signal }: { report: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const info = parseInfo(await readInfo(url, signal));
  const version = info.get("redis_version") ?? "unknown";
  if (!isNewEnough(version)) throw redisFailures.tooOld(version);
  const policy = info.get("maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction") report(redisWords.evicts(policy));
  if (info.get("aof_enabled") === "0") report(redisWords.volatile());
}

async function readInfo(url: string, signal: AbortSignal): Promise<string> {
  try {
    return await askRedis(url, async (redis) => redis.info(), { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && /^(NOAUTH|WRONGPASS|ERR .*AUTH)/.test(error.message)) {
      throw redisFailures.loginRefused(error);
    }
    throw redisFailures.notReached(error);
  }
}

/** The lines `name:value` of INFO. */
function parseInfo(text: string): ReadonlyMap<string, string> {
  const pairs = text.split("\r\n").map((line) => line.split(":", 2));
  return new Map(pairs.map(([name = "", value = ""]) => [name, value]));
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > needed.major || (major === needed.major && minor >= needed.minor);
}
