import type { Clock } from "../../core/common/clock.ts";
import { refusalOfError } from "./refusal.ts";

export type Patience = {
  readonly clock: Clock;
  /** From now on, the waits between the requests too. */
  readonly withinMs: number;
  /** Ends the request and the waiting. */
  readonly shutdown?: AbortSignal;
};

const attempts = 4;
const firstPauseMs = 500;

/**
 * A request that has to be answered soon and may be made twice: what passes by itself is waited for, as long as Discord
 * asks for, but never beyond the time that it has. @throws RefusedError, or the reason why the time is over
 */
export async function patiently<T>(
  { clock, withinMs, shutdown }: Patience,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = clock.deadline(withinMs, shutdown);
  const endMs = clock.now() + withinMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request(signal);
    } catch (error) {
      signal.throwIfAborted();
      const refusal = refusalOfError(error);
      const pauseMs = refusal.waitMs ?? firstPauseMs * 2 ** (attempt - 1);
      const isPassing = refusal.kind === "away" || refusal.kind === "busy";
      if (!isPassing || attempt === attempts || clock.now() + pauseMs >= endMs) throw refusal;
      await clock.sleep(pauseMs, signal);
    }
  }
}
