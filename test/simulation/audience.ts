import type { Clock } from "../../src/core/common/clock.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import type { Reach } from "../../src/core/ports/reach.ts";
import type { FaultBoard } from "./fault-board.ts";

type Time = Pick<Clock, "now">;

/** What of the bot's warnings the team was shown, and when; a platform that takes no cards is given them later, by a bot that lives. */
export type Audience = {
  /** The chat of one life of the bot, which dates messages by its own clock. */
  chatOf(chat: Chat, time: Time): Chat;
  readonly reach: Reach;
  /** Whatever waits is delivered, where there is a platform that takes it. */
  deliver(time: Time): void;
  /** When people could first read it, by the world's clock. */
  shownAtMs(cardKey: string): number | undefined;
};

type Shown = { readonly atMs: number; readonly byBotMs: number };

export function createAudience(worldClock: Time, board: Pick<FaultBoard, "isOn">): Audience {
  const shown = new Map<string, Shown>();
  const waiting = new Set<string>();

  function deliver(time: Time): void {
    if (waiting.size === 0 || board.isOn("chat-down")) return;
    for (const key of waiting) shown.set(key, { atMs: worldClock.now(), byBotMs: time.now() });
    waiting.clear();
  }

  return {
    deliver,
    chatOf: (chat, time) => ({
      async show(card) {
        await chat.show(card);
        if (!card.key.includes(":warning:") || shown.has(card.key)) return;
        waiting.add(card.key);
        deliver(time);
      },
    }),
    reach: {
      troubles: () => [],
      firstShownAtMs: async (_teamId, cardKey) => shown.get(cardKey)?.byBotMs,
    },
    shownAtMs: (cardKey) => shown.get(cardKey)?.atMs,
  };
}
