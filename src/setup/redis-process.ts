import { checkGivenRedis } from "./given-redis.ts";
import { openOwnRedis } from "./own-redis.ts";
import type { OpenRedis, RedisOptions } from "./redis-options.ts";

/**
 * Opens the bot's Redis: the one at `redisUrl`, which is checked and never stopped, else an own one, which ends with the bot.
 * @throws UserFacingError in plain words when there is none to be had
 */
export async function openRedis(options: RedisOptions): Promise<OpenRedis> {
  if (options.redisUrl === undefined) return openOwnRedis(options);
  const { isCluster } = await checkGivenRedis(options.redisUrl, options);
  return {
    url: options.redisUrl,
    isOwn: false,
    isCluster,
    disk: () => undefined,
    async [Symbol.asyncDispose]() {},
  };
}
