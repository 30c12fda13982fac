import type { CallFault, Episode, EpisodeKind } from "./faults.ts";
import type { Order, Session } from "./people.ts";
import { planWorld } from "./plan.ts";
import { worldStartMs } from "./story.ts";
import { hourMs, minuteMs, secondMs } from "./units.ts";
import { playWorld, type WorldResult } from "./world.ts";

/** What happens in a world of one day that a test is about; what is left out does not happen. */
export type SmallWorld = {
  readonly faults?: readonly (CallFault | Episode)[];
  readonly orders?: readonly Order[];
  readonly sessions?: readonly Session[];
};

export async function playSmallWorld({
  faults = [],
  orders = [],
  sessions = [],
}: SmallWorld): Promise<WorldResult> {
  const plan = planWorld({ seed: 1, world: 0, days: 1, faults: [], orders: [], sessions: [] });
  return playWorld({
    ...plan,
    faults: faults.map((fault, id) => ({ ...fault, id })),
    people: { orders, sessions },
    isSkipping: true,
    isStoryKept: true,
  });
}

/** A moment of its day, such as `10:30:05`. */
export function at(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return worldStartMs + hours * hourMs + minutes * minuteMs + seconds * secondMs;
}

export function order(time: string, line: string): Order {
  return { id: 0, person: "ada", atMs: at(time), line };
}

export function episode(time: string, kind: EpisodeKind, more: Partial<Episode> = {}): Episode {
  return { id: 0, kind, atMs: at(time), lastsMs: 0, choice: 0.5, ...more };
}

export function callFault(
  time: string,
  what: Pick<CallFault, "kind" | "calls"> & Partial<CallFault>,
): CallFault {
  return { id: 0, atMs: at(time), lastsMs: minuteMs, choice: 0.5, skips: 0, ...what };
}
