import type { RefusalKind } from "../refused-error.ts";

/** What became of the attempts to deliver one card since the platform took it last. */
export type Tries = {
  refusals(): number;
  /** How many of them were of this card alone: the platform took others in between. */
  ownRefusals(): number;
  /** Whether the latest was. */
  isOwn(): boolean;
  /** @param taken what the platform has taken of all cards */
  refused(kind: RefusalKind, taken: number): void;
  taken(): void;
};

/** A platform can fail of one card's content without saying so, as with an error of its own. */
const mayBeOwn: ReadonlySet<RefusalKind> = new Set(["away", "unexpected"]);

/** As long as nobody else asks the platform, a card that it alone failed of is not taken for a sign of more. */
const mostUnclear = 5;

export function createTries(): Tries {
  let refusals = 0;
  let ownRefusals = 0;
  let takenThen = 0;
  /** Those in a row between which the platform took nothing, after one that was of this card alone. */
  let unclear = 0;
  let isOwn = false;
  return {
    refusals: () => refusals,
    ownRefusals: () => ownRefusals,
    isOwn: () => isOwn,
    refused(kind, taken) {
      unclear = taken > takenThen ? 0 : unclear + 1;
      const isLikely = unclear === 0 || (ownRefusals > 0 && unclear <= mostUnclear);
      isOwn = mayBeOwn.has(kind) && refusals > 0 && isLikely;
      refusals += 1;
      if (isOwn) ownRefusals += 1;
      takenThen = taken;
    },
    taken() {
      refusals = 0;
      ownRefusals = 0;
      isOwn = false;
    },
  };
}
