import type { PeoplePlan } from "./people.ts";
import type { Random } from "./random.ts";
import { minuteMs } from "./units.ts";

const questions = ["pod status", "pod list", "pod url", "train status"];

/** The same plan with those who have left and ask again and again how the pod is, which is no use of it. */
export function withAsking(random: Random, plan: PeoplePlan): PeoplePlan {
  const asked = plan.sessions
    .filter(() => random.chance(0.3))
    .flatMap(({ person, toMs }) =>
      Array.from({ length: random.int(1, 4) }, () => ({
        id: 0,
        person,
        atMs: toMs + random.int(15, 100) * minuteMs,
        line: random.pick(questions),
      })),
    );
  const inOrder = [...plan.orders, ...asked].toSorted((a, b) => a.atMs - b.atMs);
  return { ...plan, orders: inOrder.map((order, id) => ({ ...order, id })) };
}
