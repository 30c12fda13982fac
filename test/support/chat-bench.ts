import type { Card } from "../../src/core/card.ts";
import type { Log } from "../../src/core/ports.ts";

export type LogEntry = { readonly level: string; readonly event: string; readonly data: unknown };

/** A log that a test can read. */
export function createListLog(): Log & { readonly entries: readonly LogEntry[] } {
  const entries: LogEntry[] = [];
  const write =
    (level: string) =>
    (event: string, data?: Readonly<Record<string, unknown>>): void => {
      entries.push({ level, event, data });
    };
  return { entries, info: write("info"), warn: write("warn"), error: write("error") };
}

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
