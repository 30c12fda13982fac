import type { Card } from "../records/card.ts";
import type { TeamId } from "../records/ids.ts";
import { diskWords } from "../words/disk.ts";

type Disk = {
  readonly teamId: TeamId;
  readonly isFull: boolean;
  readonly sinceMs: number;
  /** How many changes were written late. */
  readonly changes: number;
};

/** That the bot can't write to its disk, and when it can again: one message each time. */
export function diskCard({ teamId, isFull, sinceMs, changes }: Disk): Card {
  return {
    key: `disk:${sinceMs}`,
    teamId,
    tone: isFull ? "bad" : "good",
    outcome: isFull ? "open" : "succeeded",
    title: diskWords.title(isFull),
    lines: diskWords.lines(isFull, changes),
  };
}
