import type { TeamId } from "./ids.ts";
import type { Line, Person } from "./text.ts";

/** How a card looks at first sight; a platform turns it into a colour and, for those who see none, a word. */
export type Tone = "working" | "good" | "warning" | "bad" | "quiet";

/** Whether the work behind a card still goes on; `say` and scripts end by it. */
export type Outcome = "open" | "succeeded" | "failed";

/** A button: pressing it is typing `commandLine` (without the slash), e.g. `pod keep for:1h`. */
export type Action = {
  readonly label: string;
  readonly commandLine: string;
  readonly style: "primary" | "danger" | "plain";
};

export type StepLine = {
  readonly title: string;
  readonly state: "done" | "now" | "next" | "failed";
  readonly elapsedMs?: number;
  readonly expectedMs: number;
};

export type Field = { readonly name: string; readonly value: Line };

/** `fraction` from 0 to 1. */
export type Bar = { readonly fraction: number; readonly label: string };

/**
 * The state of one piece of work, shown as one message per platform: the same key is edited in place, a new key
 * is a new message, which notifies. Holds no secret and nothing of a patient.
 */
export type Card = {
  readonly key: string;
  readonly teamId: TeamId;
  /** Absent: for the team's channel. Present: for this person only. */
  readonly onlyFor?: Person;
  /** Whom a new message mentions, so that they are notified. */
  readonly notify?: Person;
  readonly tone: Tone;
  readonly outcome: Outcome;
  readonly title: string;
  readonly lines: readonly Line[];
  readonly fields?: readonly Field[];
  readonly steps?: readonly StepLine[];
  readonly bar?: Bar;
  readonly actions?: readonly Action[];
};
