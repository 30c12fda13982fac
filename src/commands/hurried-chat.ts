import { endsWithin } from "../core/common/ends-within.ts";
import { describeError } from "../core/common/errors.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { Clock } from "../core/common/clock.ts";
import type { Log } from "../core/common/log.ts";

type Deps = { readonly chat: Chat; readonly clock: Clock; readonly log: Log };

/** As long as Redis may take for anything else that an answer needs. */
const patienceMs = 800;

/**
 * A chat that keeps no answer back: cards wait for Redis for as long as it is away, whoever asked does not. A card that is
 * late is recorded when it can be, and the job of the work that it is about shows it as well.
 */
export function hurriedChat({ chat, clock, log }: Deps): Chat {
  return {
    async show(card) {
      const shown = chat.show(card);
      if (!(await endsWithin(patienceMs, shown, clock))) shown.catch(note);
    },
  };

  function note(error: unknown): void {
    log.warn("a card that came late was not recorded", describeError(error));
  }
}
