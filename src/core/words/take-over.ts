import type { InstanceId } from "../records/ids.ts";
import { UserFacingError } from "../common/errors.ts";

const namedAtMost = 3;

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
      `Redis holds records that an older labelpod wrote, and among them pods of another instance (${listed(names)}; this one is ` +
        `${instanceId}): if only this bot has ever used this Redis, as when its data folder was lost, set LABELPOD_OLD_RECORDS=all to ` +
        "take everything; if another bot uses it too, set LABELPOD_OLD_RECORDS=own to take this one's pods and leave the rest to " +
        "that bot; then start again.",
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

function listed(names: readonly string[]): string {
  const more = names.length - namedAtMost;
  return [...names.slice(0, namedAtMost), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
