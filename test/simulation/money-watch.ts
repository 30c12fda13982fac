import { createStopwatch } from "./stopwatch.ts";
import type { WorldClock } from "./clock.ts";
import { minuteMs } from "./units.ts";

/** Whether the team is asked for the balance that its provider tells no more, while a pod costs money. */
export type MoneyWatch = {
  untold(): void;
  /** A pod is up, and there is a bot that can act and be heard. */
  run(isDue: boolean): void;
  shown(cardKey: string): void;
  /** Whether it was not asked in time; told once. */
  isMissed(): boolean;
};

/** Three looks of the job that watches the money. */
const askedWithinMs = 16 * minuteMs;

export function createMoneyWatch(clock: Pick<WorldClock, "now">): MoneyWatch {
  const due = createStopwatch(clock);
  let state: "told" | "untold" | "asked" = "told";
  return {
    untold() {
      if (state === "told") state = "untold";
    },
    run: (isDue) => due.run(isDue && state === "untold"),
    shown(cardKey) {
      if (cardKey.startsWith("balance:unknown:")) state = "asked";
    },
    isMissed() {
      if (state !== "untold" || due.readMs() <= askedWithinMs) return false;
      state = "asked";
      return true;
    },
  };
}
