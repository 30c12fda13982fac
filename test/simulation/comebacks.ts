import type { CallFault } from "./faults.ts";
import type { Order, PeoplePlan, Session } from "./people.ts";
import type { Random } from "./random.ts";
import { minuteMs } from "./units.ts";

/** Who comes back when their pod is about to be stopped, or is being stopped in vain, and what goes wrong just then. */
export type Comebacks = PeoplePlan & { readonly faults: readonly CallFault[] };

type Comeback = { readonly order?: Order; readonly session?: Session; readonly fault: CallFault };

export function planComebacks(random: Random, { sessions }: PeoplePlan): Comebacks {
  const planned = sessions
    .filter(() => random.chance(0.2))
    .map((left) => (random.chance(0.4) ? unheard(random, left) : intoTheStop(random, left)));
  return {
    orders: planned.flatMap(({ order }) => order ?? []),
    sessions: planned.flatMap(({ session }) => session ?? []),
    faults: planned.map(({ fault }) => fault),
  };
}

/** The store does not take down that somebody wants the pod still. */
function unheard(random: Random, { person, toMs }: Session): Comeback {
  const atMs = toMs + random.int(50, 70) * minuteMs;
  const time = { id: 0, atMs, choice: random.next(), lastsMs: minuteMs };
  return {
    order: { id: 0, person, atMs, line: "pod up" },
    fault: { ...time, kind: "refused", calls: "store.pods.replace", skips: 0 },
  };
}

/** The provider takes the stop of an unused pod and does nothing, until somebody needs it again. */
function intoTheStop(random: Random, { person, toMs }: Session): Comeback {
  const atMs = toMs + random.int(77, 90) * minuteMs;
  const time = { id: 0, atMs: toMs + minuteMs, choice: random.next(), lastsMs: 25 * minuteMs };
  const fault = { ...time, kind: "ignored", calls: "pods.stop", skips: 0 } as const;
  if (random.chance(0.5)) return { fault, order: { id: 0, person, atMs, line: "pod up" } };
  const actsMs = Array.from({ length: random.int(3, 20) }, (_, index) => atMs + index * minuteMs);
  return { fault, session: { id: 0, person, fromMs: atMs, toMs: (actsMs.at(-1) ?? atMs) + 1, actsMs } };
}

/** The plan with what they do in it, everything in order. */
export function withComebacks(plan: PeoplePlan, { orders, sessions }: Comebacks): PeoplePlan {
  const allOrders = [...plan.orders, ...orders].toSorted((a, b) => a.atMs - b.atMs);
  return {
    sessions: [...plan.sessions, ...sessions].map((session, id) => ({ ...session, id })),
    orders: allOrders.map((order, id) => ({ ...order, id })),
  };
}
