import type { Collection } from "../../../core/ports/collection.ts";
import { type PlacedCard, update } from "../../../core/ports/store.ts";
import type { RecordPlace } from "../../../core/records/place-of.ts";
import type { CardPoster } from "./card-poster.ts";
import { inDoubt, type News } from "./news.ts";

/** What became of one card, until it is recorded. */
export type SentRecord = {
  note(news: News): void;
  /** @throws what the store throws; then it is still to be recorded. */
  write(): Promise<void>;
};

export function createSentRecord(
  messages: Collection<PlacedCard>,
  place: RecordPlace,
  poster: Pick<CardPoster, "doubts" | "recorded">,
): SentRecord {
  let news: News | undefined;
  return {
    note: (now) => void (news = now),
    async write() {
      const doubts = poster.doubts();
      if (news === undefined && doubts.length === 0) return;
      const add = news ?? ((placed: PlacedCard) => placed);
      await update(messages, place, (placed) => inDoubt(doubts, add(placed)));
      poster.recorded(doubts);
      news = undefined;
    },
  };
}
