import type { Log } from "../core/common/log.ts";
import type { Clock } from "../core/common/clock.ts";

/** A Redis that answers; `url` is what ioredis connects to: a Redis URL, a secret, or the path of a Unix socket. */
export type OpenRedis = AsyncDisposable & {
  readonly url: string;
  readonly isOwn: boolean;
  /** `url` is that of one node of a cluster. */
  readonly isCluster: boolean;
  /** Of an own one whose disk was full in this life of the bot. */
  disk(): RedisDisk | undefined;
};

/** The last time that an own Redis could not write to its disk and went on in memory. */
export type RedisDisk = {
  readonly isFull: boolean;
  readonly sinceMs: number;
  /** How many changes were written late, once they are. */
  readonly changes: number;
};

export type RedisOptions = {
  /** The data folder, absolute; the bot that has locked it is the only one that opens a Redis in it. */
  readonly home: string;
  /** Absent: an own one is started, or found again. */
  readonly redisUrl?: string | undefined;
  /** Told in a line what is being done, or what is wrong with the given one. */
  readonly report: (line: string) => void;
  readonly log: Log;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};
