import { planComebacks, withComebacks } from "./comebacks.ts";
import { type Fault, planFaults } from "./faults.ts";
import { planKeys } from "./key-episodes.ts";
import { planLanding } from "./landing-plan.ts";
import { planMarket } from "./market-plan.ts";
import { planPeople } from "./people.ts";
import { createRandom, type Random } from "./random.ts";
import { planStoreFaults } from "./store-faults.ts";
import { worldStartMs } from "./story.ts";
import { withAsking } from "./with-asking.ts";
import { withRequests } from "./with-requests.ts";
import { planUnseen } from "./unseen-plan.ts";
import type { WorldPlan } from "./world-parts.ts";

/** Which world, and what of its plan is left out. */
export type WorldRequest = {
  readonly seed: number;
  readonly world: number;
  readonly days: number;
  /** The numbers of those that are to happen. @default all */
  readonly faults?: readonly number[];
  readonly orders?: readonly number[];
  readonly sessions?: readonly number[];
};

/** Everything that will happen to a team, from numbers alone. */
export function planWorld(wish: WorldRequest): Omit<WorldPlan, "isStoryKept"> {
  const { seed, world, days } = wish;
  const random = (purpose: string): Random => createRandom(seed, world, purpose);
  const usual = planPeople(random("people"), worldStartMs, days);
  const comebacks = planComebacks(random("comebacks"), usual);
  const wanted = withComebacks(withRequests(random("request"), usual, worldStartMs), comebacks);
  const people = withAsking(random("asking"), wanted);
  const faults = inOrder([
    ...planFaults(random("faults"), usual, {
      startMs: worldStartMs,
      days,
      more: [...comebacks.faults, ...planKeys(random("keys"), usual)],
    }),
    ...planMarket(random("market"), usual, days),
    ...planLanding(random("landing"), usual, days),
    ...planStoreFaults(random("store"), { startMs: worldStartMs, days }),
    ...planUnseen(random("unseen"), usual),
  ]);
  return {
    days,
    faults: only(faults, wish.faults),
    people: { orders: only(people.orders, wish.orders), sessions: only(people.sessions, wish.sessions) },
  };
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((a, b) => a.atMs - b.atMs).map((fault, id) => ({ ...fault, id }));
}

function only<T extends { readonly id: number }>(
  all: readonly T[],
  ids: readonly number[] | undefined,
): readonly T[] {
  return ids === undefined ? all : all.filter(({ id }) => ids.includes(id));
}
