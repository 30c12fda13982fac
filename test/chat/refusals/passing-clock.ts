import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../../src/core/common/clock.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";

/** Simulated time that passes only while nobody waits for the network. */
export type PassingClock = {
  readonly clock: Clock;
  /** Lets `ms` pass, from one moment for which somebody sleeps to the next. */
  pass(ms: number): Promise<void>;
};

/** Turns of the event loop in a row in which nothing was under way. */
const stillTurns = 3;
/** Of the machine's own time. */
const longestMs = 10_000;

/** @param isBusy whether an answer is on its way */
export function createPassingClock(isBusy: () => boolean): PassingClock {
  const simulated = createSimulatedClock();
  const due = new Set<number>();

  function note(ms: number): void {
    due.add(simulated.now() + Math.max(0, ms));
  }

  const clock: Clock = {
    now: simulated.now,
    isConfirmed: simulated.isConfirmed,
    sleep(ms, signal) {
      note(ms);
      return simulated.sleep(ms, signal);
    },
    deadline(ms, parent) {
      note(ms);
      return simulated.deadline(ms, parent);
    },
  };

  async function untilStill(): Promise<void> {
    const endsAtMs = performance.now() + longestMs;
    for (let still = 0; still < stillTurns;) {
      await turn();
      still = isBusy() ? 0 : still + 1;
      if (performance.now() > endsAtMs) throw new Error("a call waits for more than the platform's answer");
    }
  }

  async function pass(ms: number): Promise<void> {
    const untilMs = simulated.now() + ms;
    await untilStill();
    for (let next = earliest(due); next !== undefined && next <= untilMs; next = earliest(due)) {
      due.delete(next);
      await simulated.advance(Math.max(0, next - simulated.now()));
      await untilStill();
    }
    await simulated.advance(untilMs - simulated.now());
  }

  return { clock, pass };
}

function earliest(times: ReadonlySet<number>): number | undefined {
  let found: number | undefined;
  for (const atMs of times) if (found === undefined || atMs < found) found = atMs;
  return found;
}
