import { formatDuration } from "../common/format.ts";

/** How the clock of the bot's machine is; `aheadMs` is negative when it is behind. */
export type WrongClock = {
  readonly aheadMs: number;
  /** Whether somebody outside has told what is true. */
  readonly isChecked: boolean;
};

export const clockWords = {
  title: () => "The clock of labelpod's machine is wrong",
  overTitle: () => "The clock of labelpod's machine is right again",
  wrong: ({ aheadMs, isChecked }: WrongClock) =>
    isChecked
      ? `It is ${gap(aheadMs)} the time that RunPod tells, and labelpod goes by RunPod's, so every deadline stays where it was; set the clock, best by switching on its automatic time (NTP).`
      : `It was set to ${gap(aheadMs)} the time that has passed, and labelpod goes on by that, so that no pod ends early; set it back, or start labelpod again if it is right now.`,
  over: () => "Nothing has to be done.",
} as const;

function gap(aheadMs: number): string {
  return `${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead of" : "behind"}`;
}
