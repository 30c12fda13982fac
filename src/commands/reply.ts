import type { Action, Card, Field, Tone } from "../core/records/card.ts";
import type { UserFacingError } from "../core/common/errors.ts";
import type { Invocation, Reply } from "../core/records/invocation.ts";
import type { Line } from "../core/records/text.ts";
import { answerWords } from "../core/words/answers.ts";

export type Answer = {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly fields?: readonly Field[];
  readonly actions?: readonly Action[];
  readonly tone?: Tone;
  readonly outcome?: Card["outcome"];
};

/** An answer for the asker alone. */
export function answer(invocation: Invocation, content: Answer): Reply {
  const { person, teamId } = invocation;
  const card: Card = {
    tone: "quiet",
    outcome: "succeeded",
    ...content,
    key: `answer:${person.platform}:${person.id}`,
    teamId,
    onlyFor: person,
  };
  return { card, acknowledgement: content.title };
}

/** A failure, for the asker alone. */
export function refusal(invocation: Invocation, error: UserFacingError, actions?: readonly Action[]): Reply {
  const offered = actions === undefined ? {} : { actions };
  return answer(invocation, {
    title: answerWords.refused(),
    lines: [[error.userMessage]],
    tone: "bad",
    outcome: "failed",
    ...offered,
  });
}

/** Work that the team's channel shows. */
export function working(card: Card, acknowledgement: string): Reply {
  return { card, acknowledgement };
}
