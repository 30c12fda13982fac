import type { Card } from "../../core/records/card.ts";
import { defined } from "../../core/common/defined.ts";
import { ConflictError } from "../../core/common/errors.ts";
import type { Collection, Stored } from "../../core/ports/collection.ts";
import { type PlacedCard, update } from "../../core/ports/store.ts";
import type { Platform } from "../../core/records/text.ts";
import { fingerprint } from "./fingerprint.ts";

/** `isNew` when the card was not known before. */
export type Recorded = { readonly stored: Stored<PlacedCard>; readonly isNew: boolean };

export type WantedCard = {
  readonly platform: Platform;
  readonly card: Card;
  readonly nowMs: number;
  /** Kept when the card is new. */
  readonly messageId?: string;
  /** Set where a card needs no delivery beside its record. */
  readonly isDelivered?: true;
};

/** A card that is shown again and again is written once a day for that, so that its record does not end meanwhile. */
const shownAgainMs = 24 * 3_600_000;

/**
 * Records a card as wanted on one platform, whoever else does so at the same moment.
 * @throws TypeError for a card for one person: it is the platform's answer to a command, never a message of the channel.
 */
export async function recordCard(messages: Collection<PlacedCard>, asked: WantedCard): Promise<Recorded> {
  const { platform, card, messageId } = asked;
  if (card.onlyFor !== undefined) throw new TypeError("A card for one person is no message of the channel");
  const where = { teamId: card.teamId, id: `${platform}/${card.key}` };
  const next = placing(asked);
  const change = (): Promise<Stored<PlacedCard> | undefined> => update(messages, where, next);
  const known = await change();
  if (known !== undefined) return { stored: known, isNew: false };
  try {
    const placed = next({ card, ...defined({ messageId }) }) ?? { card };
    return { stored: await messages.create(where.teamId, where.id, placed), isNew: true };
  } catch (error) {
    const overtaking = error instanceof ConflictError ? await change() : undefined;
    if (overtaking === undefined) throw error;
    return { stored: overtaking, isNew: false };
  }
}

/** What becomes of the record; undefined when it says so already. */
function placing({ card, nowMs, isDelivered }: WantedCard): (placed: PlacedCard) => PlacedCard | undefined {
  const wanted = fingerprint(card);
  const delivered = isDelivered === true ? { delivered: wanted } : {};
  const postedAtMs = isDelivered === true ? nowMs : undefined;
  return (placed) => {
    const sinceMs = nowMs - (placed.shownAtMs ?? 0);
    const isFresh = sinceMs >= 0 && sinceMs < shownAgainMs;
    if (placed.wanted === wanted && isFresh) return undefined;
    return {
      ...placed,
      card,
      wanted,
      ...delivered,
      shownAtMs: nowMs,
      ...defined({ postedAtMs: placed.postedAtMs ?? postedAtMs }),
    };
  };
}
