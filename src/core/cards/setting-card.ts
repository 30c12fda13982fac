import type { Card } from "../records/card.ts";
import type { TeamId } from "../records/ids.ts";
import { platformWords } from "../words/platforms.ts";

type Setting = {
  readonly teamId: TeamId;
  /** What is said in one life of the bot is one message. */
  readonly bootId: string;
  readonly sentence: string;
};

/** What somebody has to set before the bot's next start; until then it goes on without that. */
export function settingCard({ teamId, bootId, sentence }: Setting): Card {
  return {
    key: `setting:${bootId}`,
    teamId,
    tone: "warning",
    outcome: "failed",
    title: platformWords.settingTitle(),
    lines: [[sentence]],
  };
}
