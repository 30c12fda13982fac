import { createHold, type Hold } from "./hold.ts";
import type { Rate } from "../message-transport.ts";

/** Requests of one kind: no more of them in any window than the platform takes, and none while it holds them back. */
export type Lane = {
  readonly hold: Hold;
  /** Until so many requests may go, in milliseconds; infinite as in its hold. */
  waitMs(places?: number): number;
  /** Takes a place; the returned function says that the request has ended. */
  begin(): () => void;
};

/** A request counts from its end on, since nobody knows when it arrived; one that hangs from this time after its start. */
const longestWayMs = 2000;

/** @param now milliseconds that never run back */
export function createLane({ count, perMs }: Rate, now: () => number): Lane {
  const hold = createHold(now);
  let takenUntilMs: readonly number[] = [];

  function waitForMs(places: number): number {
    const nowMs = now();
    takenUntilMs = takenUntilMs.filter((untilMs) => untilMs > nowMs).toSorted((a, b) => a - b);
    const tooMany = takenUntilMs.length + Math.min(places, count) - count;
    return (takenUntilMs[tooMany - 1] ?? nowMs) - nowMs;
  }

  function begin(): () => void {
    const lastMs = now() + longestWayMs + perMs;
    takenUntilMs = [...takenUntilMs, lastMs];
    return () => {
      const place = takenUntilMs.indexOf(lastMs);
      const untilMs = Math.min(lastMs, now() + perMs);
      if (place !== -1) takenUntilMs = takenUntilMs.with(place, untilMs);
    };
  }

  return { hold, begin, waitMs: (places = 1) => Math.max(hold.waitMs(), waitForMs(places)) };
}
