import { createBoundedMap } from "../../core/common/bounded-map.ts";
import type { Chat } from "../../core/ports/chat.ts";
import type { Card } from "../../core/records/card.ts";

/** Stands in for a platform that is not joined yet. */
export type WaitingChat = Chat & {
  /** The last state of each card that was shown meanwhile, in the order in which they came. */
  shown(): readonly Card[];
};

/** One that was shown before so many others is delivered only with the next start. */
const mostCards = 500;

/** @param record writes down that the platform has to show a card, so that it does so also after a crash */
export function createWaitingChat(record: (card: Card) => Promise<unknown>): WaitingChat {
  const cards = createBoundedMap<string, Card>(mostCards);
  return {
    async show(card) {
      await record(card);
      cards.set(card.key, card);
    },
    shown: () => [...cards.values()],
  };
}
