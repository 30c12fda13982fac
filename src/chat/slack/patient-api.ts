import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import { RefusedError } from "../board/refused-error.ts";
import type { SlackApi } from "./api.ts";

/** Longer nobody waits for an answer to a command, and no start is held up. */
const patienceMs = 8000;
const unaskedWaitMs = 2000;

/** The same calls with a rate limit waited out that is over soon; for what is asked on the way, never for cards, which have a pace. */
export function createPatientApi(api: SlackApi, { clock, log }: { clock: Clock; log: Log }): SlackApi {
  return {
    async call(method, args, signal) {
      const untilMs = clock.now() + patienceMs;
      for (;;) {
        try {
          return await api.call(method, args, signal);
        } catch (error) {
          if (!(error instanceof RefusedError) || error.kind !== "busy") throw error;
          const waitMs = error.waitMs ?? unaskedWaitMs;
          const isWaiting = clock.now() + waitMs <= untilMs;
          log.warn("slack asks to wait", { method, waitMs, isWaiting });
          if (!isWaiting) throw error;
          await clock.sleep(waitMs, signal);
        }
      }
    },
  };
}
