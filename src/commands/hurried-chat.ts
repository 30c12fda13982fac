import { describeError } from "../core/errors.ts";
import type { Chat, Clock, Log } from "../core/ports.ts";

/** As long as Redis may take for anything else that an answer needs. */
const patienceMs = 800;

/**
 * A chat that keeps no answer back: cards wait for Redis for as long as it is away, whoever asked does not. A card that is
 * late is recorded when it can be, and the job of the work that it is about shows it as well.
 */
export function hurriedChat({
  chat,
  clock,
  log,
}: {
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
}): Chat {
  return {
    async show(card) {
      const shown = chat.show(card);
      const inTime = new AbortController();
      const late = clock.sleep(patienceMs, inTime.signal).then(
        () => "late",
        () => "in time",
      );
      try {
        if ((await Promise.race([shown, late])) === "late") shown.catch(note);
      } finally {
        inTime.abort();
      }
    },
  };

  function note(error: unknown): void {
    log.warn("a card that came late was not recorded", describeError(error));
  }
}
