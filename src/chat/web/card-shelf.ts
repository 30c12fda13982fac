import type { TeamId } from "../../core/records/ids.ts";
import type { Card } from "../../core/records/card.ts";
import type { Clock } from "../../core/common/clock.ts";
import type { Collection, Stored } from "../../core/ports/collection.ts";
import type { PlacedCard } from "../../core/ports/store.ts";
import { recordCard, type Recorded } from "../board/record-card.ts";

/** A card with when it was first shown; `version` grows with every change, across restarts too. */
export type ShelfCard = { readonly card: Card; readonly shownAtMs: number; readonly version: number };

/** The team's cards as they are now. */
export type CardShelf = {
  /** Returns when the card is recorded. */
  put(card: Card): Promise<void>;
  /** In the order in which they were first shown, those that changed after a version. */
  since(version: number): readonly ShelfCard[];
  /** Calls back for every change; returns what ends that. */
  subscribe(listener: (change: ShelfCard) => void): () => void;
};

export type ShelfDeps = {
  readonly teamId: TeamId;
  readonly messages: Collection<PlacedCard>;
  readonly clock: Clock;
};

const maxCards = 50;

/** Opens the shelf with the last 50 cards of earlier lives. @throws what the store throws. */
export async function openCardShelf({ teamId, messages, clock }: ShelfDeps): Promise<CardShelf> {
  const cards = new Map<string, ShelfCard & { readonly revision: number }>();
  const listeners = new Set<(change: ShelfCard) => void>();
  let version = clock.now();

  function place({ value, revision }: Stored<PlacedCard>): void {
    const { card } = value;
    // Two changes at once may come back in the wrong order; one that changed nothing is no news.
    if (revision <= (cards.get(card.key)?.revision ?? -1)) return;
    version = Math.max(version + 1, clock.now());
    const change = { card, shownAtMs: shownAt(value), version, revision };
    cards.set(card.key, change);
    for (const key of [...cards.keys()].slice(0, -maxCards)) cards.delete(key);
    for (const listener of listeners) listener(change);
  }

  async function put(card: Card): Promise<void> {
    const recorded = await recordOnShelf(messages, card, clock.now());
    place(recorded.stored);
  }

  function subscribe(listener: (change: ShelfCard) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  const ours = (await messages.list(teamId)).filter(({ id }) => id.startsWith("web/"));
  for (const stored of ours.toSorted((a, b) => shownAt(a.value) - shownAt(b.value))) place(stored);
  return { put, subscribe, since: (seen) => [...cards.values()].filter((card) => card.version > seen) };
}

/** Writes down that the page has to show a card; a shelf that is opened later has it. */
export async function recordOnShelf(
  messages: Collection<PlacedCard>,
  card: Card,
  nowMs: number,
): Promise<Recorded> {
  const shown = { platform: "web", card, nowMs, messageId: String(nowMs), isDelivered: true } as const;
  return recordCard(messages, shown);
}

/** The page has no message ids: in their place the record holds when the card was first shown. */
function shownAt({ messageId }: PlacedCard): number {
  return Number(messageId ?? 0);
}
