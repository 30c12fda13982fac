import type { Card } from "../records/card.ts";
import type { TeamId } from "../records/ids.ts";
import { guardianWords } from "../words/guardian.ts";

type Guarding = {
  readonly teamId: TeamId;
  /** Each start that meets trouble is a message of its own. */
  readonly bootId: string;
  /** What is wrong and what to do about it; none when all was mended. */
  readonly sentences: readonly string[];
};

const prefix = "guardian:";

/** Which start a card's key is of; undefined for any other card. */
export function guardianIdOf(key: string): string | undefined {
  return key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
}

/** That the bot goes on although something of it does not work. */
export function guardianCard({ teamId, bootId, sentences }: Guarding): Card {
  const isOver = sentences.length === 0;
  return {
    key: `${prefix}${bootId}`,
    teamId,
    tone: isOver ? "quiet" : "warning",
    outcome: isOver ? "succeeded" : "open",
    title: guardianWords.title(isOver),
    lines: guardianWords.lines(sentences, isOver),
  };
}
