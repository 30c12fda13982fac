import type { Card } from "../records/card.ts";

/** Shows cards to the team on one or all platforms; returns when the card is safely recorded, not when it is seen. */
export type Chat = {
  /** The same card twice does nothing; the same key with other content edits; a new key is a new message. */
  show(card: Card): Promise<void>;
};
