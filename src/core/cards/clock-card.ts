import type { Card } from "../records/card.ts";
import type { TeamId } from "../records/ids.ts";
import { clockWords, type WrongClock } from "../words/clock.ts";

type Told = {
  readonly teamId: TeamId;
  /** Names this time that it is wrong: one message, which is edited when that is over. */
  readonly id: string;
  /** Absent: it is right again. */
  readonly wrong?: WrongClock;
};

/** The deadlines of people's pods hang on it. */
export function clockCard({ teamId, id, wrong }: Told): Card {
  return {
    key: `clock:${id}`,
    teamId,
    tone: wrong === undefined ? "quiet" : "warning",
    outcome: wrong === undefined ? "succeeded" : "failed",
    title: wrong === undefined ? clockWords.overTitle() : clockWords.title(),
    lines: [[wrong === undefined ? clockWords.over() : clockWords.wrong(wrong)]],
  };
}
