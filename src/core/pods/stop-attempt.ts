import { defined } from "../common/defined.ts";
import { isPassing, KeyRefusedError, UserFacingError } from "../common/errors.ts";
import type { Stop } from "../records/pod-end.ts";

const alarmEveryMs = 10 * 60_000;
const alarmAfterMs = 3 * 60_000;
/** Two looks at what no waiting changes. */
const refusedAfterMs = 15_000;

/** Whether the team is to be told, after an attempt to stop with this error, that the pod may be billed. */
export function isAlarmDue({ askedAtMs, alarmedAtMs }: Stop, error: unknown, nowMs: number): boolean {
  const everyMs = alarmedAtMs === undefined ? firstAlarmMs(error) : alarmEveryMs;
  const sinceMs = nowMs - (alarmedAtMs ?? askedAtMs);
  // An order that lies ahead was given by another clock than this one, and nobody knows how long ago.
  return sinceMs >= everyMs || sinceMs < 0;
}

/** The order to stop after an attempt that the provider has not confirmed; `alarmedAtMs` where the team was told just now. */
export function afterAttempt(before: Stop, error: unknown, alarmedAtMs?: number): Stop {
  const { cause: _, ...stop } = before;
  return {
    ...stop,
    attempts: stop.attempts + 1,
    ...defined({ alarmedAtMs }),
    ...(error instanceof UserFacingError ? { cause: { code: error.code, sentence: error.userMessage } } : {}),
  };
}

/** What is refused is told at once; that the key is refused for everything has a message of its own. */
function firstAlarmMs(error: unknown): number {
  const isRefused = error instanceof UserFacingError && !isPassing(error);
  return isRefused && !(error instanceof KeyRefusedError) ? refusedAfterMs : alarmAfterMs;
}
