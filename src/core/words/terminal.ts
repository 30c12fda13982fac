import type { StepLine, Tone } from "../records/card.ts";
import { formatDuration } from "../common/format.ts";

/** Sign and word of a card's tone; every sign is one column wide. */
export const terminalTones: Readonly<Record<Tone, { readonly sign: string; readonly word: string }>> = {
  working: { sign: "●", word: "in progress" },
  good: { sign: "✔", word: "good" },
  warning: { sign: "!", word: "warning" },
  bad: { sign: "✘", word: "failed" },
  quiet: { sign: "–", word: "for information" },
};

export const terminalSteps: Readonly<Record<StepLine["state"], string>> = {
  done: "✔",
  now: "▶",
  next: "·",
  failed: "✘",
};

/** "1 min 10 s of about 4 min". */
export function stepTime({ state, elapsedMs, expectedMs }: StepLine): string {
  const elapsed = elapsedMs === undefined ? undefined : formatDuration(elapsedMs);
  const expected = `about ${formatDuration(expectedMs)}`;
  if (state === "next") return expected;
  if (state === "now") return elapsed === undefined ? expected : `${elapsed} of ${expected}`;
  return elapsed ?? "";
}
