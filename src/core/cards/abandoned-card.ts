import type { Card } from "../records/card.ts";
import { type Abandoned, abandonedText, abandonedTitle } from "../words/abandoned.ts";

/** Pods of another instance that nobody looks after: the same pods make no second message. */
export function abandonedCard(abandoned: Abandoned): Card {
  const { teamId, instanceId, pods } = abandoned;
  return {
    key: `abandoned:${instanceId}:${pods
      .map(({ id }) => id)
      .toSorted()
      .join("-")}`,
    teamId,
    tone: "warning",
    outcome: "failed",
    title: abandonedTitle(abandoned),
    lines: abandonedText(abandoned),
  };
}
