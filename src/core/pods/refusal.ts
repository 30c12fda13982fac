import { isPassing, UserFacingError } from "../common/errors.ts";
import type { Refusal } from "../records/seen-differences.ts";

/** Looks are 15 s apart; two runs of one sweep at the same moment are one look. */
const apartMs = 5_000;
/** When more has passed between two of them, the bot was away and the first does not count. */
const inARowMs = 2 * 60_000;

/** Whether the provider refuses to answer for a reason that no waiting changes, such as a key that it does not know any more. */
export function isRefusal(error: unknown): error is UserFacingError {
  return error instanceof UserFacingError && !isPassing(error);
}

/** What is remembered of a refusal, which is to be told from its second look on; the very same once it is. */
export function nextRefusal(before: Refusal | undefined, error: UserFacingError, nowMs: number): Refusal {
  const { userMessage: sentence } = error;
  if (before?.isTold === true) return before.sentence === sentence ? before : { ...before, sentence };
  const isInARow = before !== undefined && nowMs >= before.lastMs && nowMs - before.lastMs <= inARowMs;
  const sinceMs = isInARow ? before.sinceMs : nowMs;
  const isDue = nowMs - sinceMs >= apartMs;
  return { sinceMs, lastMs: nowMs, sentence, ...(isDue ? { isTold: true } : {}) };
}
