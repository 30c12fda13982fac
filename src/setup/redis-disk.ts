import { open, rm } from "node:fs/promises";
import path from "node:path";
import type { Redis } from "ioredis";
import type { Clock } from "../core/common/clock.ts";
import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import { redisWords } from "../core/words/store.ts";
import { parseInfo } from "./redis-info.ts";
import type { RedisDisk } from "./redis-options.ts";
import { askRedis } from "./redis-probe.ts";

type Deps = {
  readonly folder: string;
  readonly socket: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly report: (line: string) => void;
};

/**
 * What an own Redis does while its disk takes nothing. By itself it ends at the first change that it can't write down, and
 * nobody would look after the pods; so it goes on in memory alone, and writes all of it down as soon as there is room.
 */
export type DiskKeeper = {
  /** Whether a server that is started now may write. */
  takesWrites(): Promise<boolean>;
  /** The running server writes nothing down from now on. */
  goOnInMemory(signal: AbortSignal): Promise<void>;
  /** Looks whether one that was found running does so already. */
  recall(signal: AbortSignal): Promise<void>;
  /** Whether all is written down; where it is not, that is tried. */
  writeDown(signal: AbortSignal): Promise<boolean>;
  /** Absent where the disk was never full in this life of the bot. */
  state(): RedisDisk | undefined;
};

const mebibyte = 1024 * 1024;
/** What a bot writes in minutes; with less there would be another end of the server soon. */
const leastBytes = 2 * mebibyte;
const mostBytes = 256 * mebibyte;
/** A file of some megabytes is written in a moment. */
const rewriteMs = 5000;
const lookMs = 50;

export function createDiskKeeper(deps: Deps): DiskKeeper {
  const { folder, socket, clock, log } = deps;
  const episode = createEpisode(deps);
  const ask = async <T>(work: (redis: Redis) => Promise<T>, signal: AbortSignal): Promise<T> =>
    askRedis(socket, work, { signal });

  async function writeDown(redis: Redis, signal: AbortSignal): Promise<boolean> {
    const bytes = leastBytes + 2 * (await readNumber(redis, "used_memory"));
    if (!(await takes(folder, Math.min(bytes, mostBytes), log))) return false;
    if (!(await rewrite(redis, clock, signal))) return false;
    await episode.end(redis);
    return true;
  }

  return {
    takesWrites: () => takes(folder, leastBytes, log),
    goOnInMemory: (signal) =>
      ask(async (redis) => {
        await redis.config("SET", "appendonly", "no");
        await episode.begin(redis);
      }, signal),
    recall: (signal) =>
      ask(async (redis) => {
        const [, isWritten] = await redis.config("GET", "appendonly");
        if (isWritten === "no") await episode.begin(redis);
      }, signal),
    writeDown: async (signal) =>
      episode.state()?.isFull !== true || ask(async (redis) => writeDown(redis, signal), signal),
    state: () => episode.state(),
  };
}

type Episode = {
  begin(redis: Redis): Promise<void>;
  end(redis: Redis): Promise<void>;
  state(): RedisDisk | undefined;
};

/** Tells of its begin and its end, each once. */
function createEpisode({ clock, log, report }: Deps): Episode {
  let state: RedisDisk | undefined;
  let changesBefore = 0;
  return {
    async begin(redis) {
      changesBefore = await readNumber(redis, "rdb_changes_since_last_save");
      // One that has died in memory had nothing else to begin again with than what the disk has.
      report(state?.isFull === true ? redisWords.diedInMemory() : redisWords.goesOnInMemory());
      state = { isFull: true, sinceMs: clock.now(), changes: 0 };
      log.error("own redis can't write to its disk and goes on in memory");
    },
    async end(redis) {
      const changes = Math.max(0, (await readNumber(redis, "rdb_changes_since_last_save")) - changesBefore);
      state = { isFull: false, sinceMs: state?.sinceMs ?? clock.now(), changes };
      log.warn("own redis writes to its disk again", { changes });
      report(redisWords.writtenAgain(changes));
    },
    state: () => state,
  };
}

/** Writes so much and removes it again: free space says nothing of quotas and of a disk that can only be read. */
async function takes(folder: string, bytes: number, log: Log): Promise<boolean> {
  const file = path.join(folder, "probe");
  try {
    const handle = await open(file, "w", 0o600);
    try {
      const block = Buffer.alloc(mebibyte);
      for (let written = 0; written < bytes; written += block.length) await handle.writeFile(block);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    log.warn("the disk of the data folder takes nothing", describeError(error));
    return false;
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

/** Meanwhile a write that fails must not end the server, as it does where each has to be on the disk before its answer. */
async function rewrite(redis: Redis, clock: Clock, signal: AbortSignal): Promise<boolean> {
  await redis.config("SET", "appendfsync", "everysec");
  await redis.config("SET", "appendonly", "yes");
  for (let waitedMs = 0; waitedMs < rewriteMs; waitedMs += lookMs) {
    const info = parseInfo(await redis.info("persistence"));
    const isOver = info.get("aof_rewrite_in_progress") === "0" && info.get("aof_rewrite_scheduled") === "0";
    const statuses = [info.get("aof_last_bgrewrite_status"), info.get("aof_last_write_status")];
    if (isOver && statuses.every((status) => status === "ok")) {
      await redis.config("SET", "appendfsync", "always");
      return true;
    }
    if (isOver) break;
    await clock.sleep(lookMs, signal);
  }
  await redis.config("SET", "appendonly", "no");
  return false;
}

async function readNumber(redis: Redis, name: string): Promise<number> {
  return Number(parseInfo(await redis.info()).get(name) ?? 0);
}
