import type { Card } from "../../core/records/card.ts";
import { ConflictError } from "../../core/common/errors.ts";
import type { Collection, Stored } from "../../core/ports/collection.ts";
import { type PlacedCard, update } from "../../core/ports/store.ts";
import type { Platform } from "../../core/records/text.ts";
import { fingerprint } from "./fingerprint.ts";

/** `isNew` when the card was not known before. */
export type Recorded = { readonly stored: Stored<PlacedCard>; readonly isNew: boolean };

export type WantedCard = { readonly platform: Platform; readonly card: Card; readonly messageId?: string };

/**
 * Records a card as wanted on one platform, whoever else does so at the same moment.
 * @param wanted `messageId` is kept when the card is new
 * @throws TypeError for a card for one person: it is the platform's answer to a command, never a message of the channel.
 */
export async function recordCard(messages: Collection<PlacedCard>, wanted: WantedCard): Promise<Recorded> {
  const { platform, card, ...place } = wanted;
  if (card.onlyFor !== undefined) throw new TypeError("A card for one person is no message of the channel");
  const where = { teamId: card.teamId, id: `${platform}/${card.key}` };
  const known = await change(messages, where, card);
  if (known !== undefined) return { stored: known, isNew: false };
  try {
    return { stored: await messages.create(where.teamId, where.id, { card, ...place }), isNew: true };
  } catch (error) {
    const overtaking = error instanceof ConflictError ? await change(messages, where, card) : undefined;
    if (overtaking === undefined) throw error;
    return { stored: overtaking, isNew: false };
  }
}

function change(
  messages: Collection<PlacedCard>,
  where: { readonly teamId: string; readonly id: string },
  card: Card,
): Promise<Stored<PlacedCard> | undefined> {
  return update(messages, where, (placed) =>
    fingerprint(placed.card) === fingerprint(card) ? undefined : { ...placed, card },
  );
}
