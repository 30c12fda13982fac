import type { Card } from "../../../core/records/card.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Showing } from "../message-transport.ts";
import type { Tries } from "../pace/tries.ts";

/** How one card is written: as a whole, until its platform has refused that content. */
export type Showings = {
  of(card: Card): Showing;
  /** Hears that the content was refused. */
  refused(card: Card): void;
};

const mostRefusals = 2;
/** Failures for this card alone, which say nothing of its content. */
const mostOwnRefusals = 5;

export function createShowings(tries: Tries): Showings {
  let content: string | undefined;
  let refusals = 0;
  return {
    of(card) {
      const isPlain =
        (fingerprint(card) === content && refusals >= mostRefusals) || tries.ownRefusals() >= mostOwnRefusals;
      return { card, isPlain };
    },
    refused(card) {
      const refused = fingerprint(card);
      refusals = refused === content ? refusals + 1 : 1;
      content = refused;
    },
  };
}
