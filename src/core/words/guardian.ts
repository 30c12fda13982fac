import type { Line } from "../records/text.ts";

/** What the bot says of itself when it goes on although not all of it works, since a pod may be billed. */
export const guardianWords = {
  title: (isOver: boolean) =>
    isOver ? "All of labelpod works again" : "labelpod goes on, but not all of it works",
  lines: (sentences: readonly string[], isOver: boolean): readonly Line[] =>
    isOver ? [["What was wrong at its start is mended."]] : [...sentences.map((each) => [each]), [stays]],
  /** For whoever starts the bot. */
  report: (sentence: string) => `${sentence} A pod may be billed, so labelpod goes on without that.`,
} as const;

const stays =
  "A pod may be billed, so labelpod has started all the same: it watches its pods and stops them as always, and tries what failed again.";
