import type { Card } from "../../src/core/records/card.ts";

export function sampleCard(change: Partial<Card> = {}): Card {
  const card = {
    key: "pod-k7",
    teamId: "t1",
    tone: "working",
    outcome: "open",
    title: "Pod starting",
    lines: [["0 %"]],
  } as const;
  return { ...card, ...change };
}
