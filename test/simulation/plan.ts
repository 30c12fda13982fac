import { planFaults } from "./faults.ts";
import { planPeople } from "./people.ts";
import { createRandom } from "./random.ts";
import { worldStartMs } from "./story.ts";
import type { WorldPlan } from "./world-parts.ts";

/** Which world, and what of its plan is left out. */
export type WorldWish = {
  readonly seed: number;
  readonly world: number;
  readonly days: number;
  /** The numbers of those that are to happen. @default all */
  readonly faults?: readonly number[];
  readonly orders?: readonly number[];
  readonly sessions?: readonly number[];
};

/** Everything that will happen to a team, from numbers alone. */
export function planWorld(wish: WorldWish): Omit<WorldPlan, "isStoryKept"> {
  const { seed, world, days } = wish;
  const people = planPeople(createRandom(seed, world, "people"), worldStartMs, days);
  const faults = planFaults(createRandom(seed, world, "faults"), people, { startMs: worldStartMs, days });
  return {
    days,
    faults: only(faults, wish.faults),
    people: { orders: only(people.orders, wish.orders), sessions: only(people.sessions, wish.sessions) },
  };
}

function only<T extends { readonly id: number }>(
  all: readonly T[],
  ids: readonly number[] | undefined,
): readonly T[] {
  return ids === undefined ? all : all.filter(({ id }) => ids.includes(id));
}
