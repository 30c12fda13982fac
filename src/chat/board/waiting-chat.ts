import { createBoundedMap } from "../../core/common/bounded-map.ts";
import type { Chat } from "../../core/ports/chat.ts";
import type { Card } from "../../core/records/card.ts";
import type { Platform } from "../../core/records/text.ts";

/** One of several chats; without a platform it is a screen or a log of this machine. */
export type PlacedChat = Chat & { readonly platform?: Platform };

/** A platform's place among the chats, from the start to the end, joined or not. */
export type WaitingChat = PlacedChat & {
  /** Cards go to this chat from here on, after the last state of each that was shown meanwhile, in their order. */
  join(chat: Chat): Promise<void>;
  /** Cards wait from here on. */
  leave(): void;
};

type Deps = {
  readonly platform: Platform;
  /** Writes down that the platform has to show a card, so that it does so also after a crash. */
  record(card: Card): Promise<unknown>;
  /** A card that waited was not taken; it stays recorded. */
  onFailure(error: unknown): void;
};

/** Of one that was shown before so many others the record alone is left, which a board takes up when it is opened. */
const mostCards = 500;

export function createWaitingChat({ platform, record, onFailure }: Deps): WaitingChat {
  const waiting = createBoundedMap<string, Card>(mostCards);
  const broughtNow = new Map<string, Promise<void>>();
  let joined: Chat | undefined;
  const joinedNow = (): Chat | undefined => joined;

  async function show(card: Card): Promise<void> {
    if (joinedNow() === undefined) await record(card);
    // Joined while it was recorded: what takes up records may have looked before.
    const chat = joinedNow();
    if (chat === undefined) {
      waiting.set(card.key, card);
      return;
    }
    // An older state of the same card must not come after this one.
    waiting.delete(card.key);
    await broughtNow.get(card.key);
    await chat.show(card);
  }

  async function join(chat: Chat): Promise<void> {
    joined = chat;
    for (const card of waiting.values()) {
      if (joinedNow() !== chat) return;
      waiting.delete(card.key);
      const brought = chat.show(card).catch(onFailure);
      broughtNow.set(card.key, brought);
      await brought;
      broughtNow.delete(card.key);
    }
  }

  function leave(): void {
    joined = undefined;
  }

  return { platform, show, join, leave };
}
