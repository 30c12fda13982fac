import { createHash } from "node:crypto";
import type { Card } from "../../core/records/card.ts";

/** Names a card's content: equal for equal cards, in whatever order their members were written or read back. */
export function fingerprint(card: Card): string {
  return shortHash(JSON.stringify(card, (_name, value: unknown) => inOrder(value)));
}

/**
 * Names the one post of a card, so that a platform which knows the nonce already answers with the message it has.
 * @param goneId the message that was deleted, when the card is posted anew
 */
export function postNonce(card: Card, goneId = ""): string {
  return shortHash(JSON.stringify([card.teamId, card.key, goneId]));
}

/** 24 characters: Discord takes nonces of up to 25. */
function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}

function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
