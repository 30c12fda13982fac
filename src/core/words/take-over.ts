import type { InstanceId } from "../records/ids.ts";
import { UserFacingError } from "../common/errors.ts";

/** What keeps a start from taking over what an older version has written to Redis. */
export const takeOverFailures = {
  oldBotRuns: () =>
    new UserFacingError(
      "old-bot-runs",
      "An older labelpod still works on this Redis, and both would look after the same pods: end the older one, then start again.",
    ),
  recordsOfOthers: (instanceId: InstanceId, names: readonly string[]) =>
    new UserFacingError(
      "old-records-of-others",
      `Redis holds an older labelpod's records, with pods of another instance (${listed(names)}; this one is ${instanceId}): set ` +
        "LABELPOD_OLD_RECORDS to all if no other bot uses this Redis, as after a lost data folder, or to own to take this one's pods " +
        "and leave the rest to that bot, and start again.",
    ),
} as const;

/** Lines for whoever starts the bot. */
export const oldKeysWords = {
  taken: (pods: number) => `Took over the records of an older labelpod: ${count(pods, "pod")}`,
  ownTaken: (own: number, others: number) =>
    `Took over ${count(own, "pod")} of this instance from the records of an older labelpod, and left ${count(others, "pod")} of others there`,
  waiting: () => "Waiting for another labelpod, which takes over older records on this Redis",
  nothingLeft: () =>
    "LABELPOD_OLD_RECORDS has nothing to do, as no older records are left: take it out of the settings.",
} as const;

function listed([first = "", ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
