import type { Clock } from "../core/common/clock.ts";
import { endsWithin } from "../core/common/ends-within.ts";
import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";

/** So long a whole end may take; whoever has asked for it, such as systemd or Docker, kills the bot some time after that. */
export const endMs = 10_000;

/**
 * How long the end of each part may take, one after the other: together less than `endMs`. What a part waits for, a platform, a
 * pod, Redis, may be away for hours.
 */
const partMs = {
  signs: 300,
  clock: 200,
  schedules: 400,
  workers: 3000,
  platforms: 2900,
  page: 300,
  connections: 300,
  redis: 1500,
} as const;

export type Part = keyof typeof partMs;

/** Ends a part in its time; what it still waits for then is left, and what it fails of keeps no other part from its end. */
export function closeInTime(part: Part, { clock, log }: { clock: Clock; log: Log }) {
  return async (opened: AsyncDisposable): Promise<void> => {
    try {
      const isClosed = await endsWithin(partMs[part], Promise.resolve(opened[Symbol.asyncDispose]()), clock);
      if (!isClosed) log.warn("a part did not end in time", { part });
    } catch (error) {
      log.warn("a part did not end well", { part, ...describeError(error) });
    }
  };
}
