import type { Clock } from "../../../core/common/clock.ts";
import { RefusedError } from "../refused-error.ts";
import { createStopwatch } from "./stopwatch.ts";

/** Remembers how long a platform asked to be left alone, for whoever is woken meanwhile. */
export type AskedWait = {
  /** Makes a request, and takes what its failure asks for. @throws what the request throws */
  heed<T>(request: () => Promise<T>): Promise<T>;
  /** What is left of it, in milliseconds; undefined when nothing is. */
  leftMs(): number | undefined;
};

export function createAskedWait(clock: Pick<Clock, "now">): AskedWait {
  const passedMs = createStopwatch(clock);
  let untilMs = 0;
  return {
    async heed(request) {
      try {
        return await request();
      } catch (error) {
        untilMs = Math.max(untilMs, passedMs() + askedWaitMs(error));
        throw error;
      }
    },
    leftMs() {
      const leftMs = untilMs - passedMs();
      return leftMs > 0 ? leftMs : undefined;
    },
  };
}

/** How long the platform asks to be left alone by this error or one of its causes, in milliseconds; 0 where it does not. */
export function askedWaitMs(error: unknown): number {
  if (!(error instanceof Error)) return 0;
  const ownMs = error instanceof RefusedError ? (error.waitMs ?? 0) : 0;
  return Math.max(ownMs, askedWaitMs(error.cause));
}
