import type { Card } from "../../../core/records/card.ts";

/** Whether a card goes before those that only tell how far something is. */
export function isNeeded(card: Card): boolean {
  return isAlarming(card) || card.notify !== undefined || card.outcome !== "open";
}

/** Whether a card is posted again however often its message is deleted. */
export function mustBeSeen(card: Card): boolean {
  return isAlarming(card) || (card.outcome !== "open" && card.notify !== undefined);
}

function isAlarming({ tone }: Card): boolean {
  return tone === "bad" || tone === "warning";
}
