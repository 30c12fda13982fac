import { isDeepStrictEqual } from "node:util";
import type { Card } from "../core/records/card.ts";
import type { Chat } from "../core/ports/chat.ts";

/** A chat that nobody reads: it keeps what was shown. */
export type SimulatedChat = Chat & {
  /** Every card as it was shown, oldest first; one shown again unchanged is not repeated. */
  readonly shown: readonly Card[];
  /** The card of this key as it looks now. */
  latest(key: string): Card | undefined;
  /** All cards as they look now, in the order in which they first appeared. */
  messages(): readonly Card[];
};

export function createSimulatedChat(): SimulatedChat {
  const shown: Card[] = [];
  const current = new Map<string, Card>();
  return {
    shown,
    async show(card) {
      const id = JSON.stringify([card.teamId, card.key]);
      if (isDeepStrictEqual(current.get(id), card)) return;
      current.set(id, card);
      shown.push(card);
    },
    latest: (key) => shown.findLast((card) => card.key === key),
    messages: () => [...current.values()],
  };
}
