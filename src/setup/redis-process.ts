import type { Clock, Log } from "../core/ports/provider.ts";
import { checkGivenRedis } from "./given-redis.ts";
import { openOwnRedis } from "./own-redis.ts";

/** A Redis that answers; `url` is what ioredis connects to: a Redis URL, a secret, or the path of a Unix socket. */
export type OpenRedis = AsyncDisposable & { readonly url: string; readonly isOwn: boolean };

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

/**
 * Opens the bot's Redis: the one at `redisUrl`, which is checked and never stopped, else an own one, which ends with the bot.
 * @throws UserFacingError in plain words when there is none to be had
 */
export async function openRedis(options: RedisOptions): Promise<OpenRedis> {
  if (options.redisUrl === undefined) return openOwnRedis(options);
  await checkGivenRedis(options.redisUrl, options);
  return { url: options.redisUrl, isOwn: false, async [Symbol.asyncDispose]() {} };
}
