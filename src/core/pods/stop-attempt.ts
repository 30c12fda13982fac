import { isPassing, KeyRefusedError, UserFacingError } from "../common/errors.ts";
import type { Stop } from "../records/pod-end.ts";

const alarmEveryMs = 10 * 60_000;
const alarmAfterMs = 3 * 60_000;
/** Two looks at what no waiting changes. */
const refusedAfterMs = 15_000;

/** The order to stop after an attempt that the provider has not confirmed, with when the team is to be told: it may be billed. */
export function afterAttempt(before: Stop, error: unknown, nowMs: number): Stop {
  const { cause: _, ...stop } = before;
  const { askedAtMs, alarmedAtMs, attempts } = stop;
  const everyMs = alarmedAtMs === undefined ? firstAlarmMs(error) : alarmEveryMs;
  const sinceMs = nowMs - (alarmedAtMs ?? askedAtMs);
  // An order that lies ahead was given by another clock than this one, and nobody knows how long ago.
  const isDue = sinceMs >= everyMs || sinceMs < 0;
  return {
    ...stop,
    attempts: attempts + 1,
    ...(isDue ? { alarmedAtMs: nowMs } : {}),
    ...(error instanceof UserFacingError ? { cause: { code: error.code, sentence: error.userMessage } } : {}),
  };
}

/** What is refused is told at once; that the key is refused for everything has a message of its own. */
function firstAlarmMs(error: unknown): number {
  const isRefused = error instanceof UserFacingError && !isPassing(error);
  return isRefused && !(error instanceof KeyRefusedError) ? refusedAfterMs : alarmAfterMs;
}
