import type { Fault } from "./faults.ts";
import type { Oddity } from "../../src/simulated/odd-machines.ts";
import type { PeoplePlan } from "./people.ts";
import type { Random } from "./random.ts";
import { minuteMs } from "./units.ts";

/** Machines that are slow to get ready, or never do, and in some worlds a provider that tells no balance from some day on. */
export function planLanding(random: Random, { orders }: PeoplePlan, days: number): readonly Fault[] {
  const asked = orders.filter(({ line }) => line.startsWith("pod up")).map(({ atMs }) => atMs);
  const slow = Array.from({ length: random.int(0, days) }, (): Fault => {
    const atMs = random.pick(asked) - random.int(-5000, 10 * minuteMs);
    return { id: 0, kind: "slow-container", atMs, lastsMs: 0, choice: random.next() };
  });
  if (!random.chance(0.2)) return slow;
  const atMs = random.pick(asked) + random.int(0, 20 * minuteMs);
  return [...slow, { id: 0, kind: "balance-untold", atMs, lastsMs: 0, choice: 0 }];
}

/** Half of them never start; the others pull for 3 to 9 minutes, which any machine may, or for 11 to 14, which those of the community may. */
export function pullOf(choice: number): Oddity {
  if (choice < 0.5) return { pullMs: Number.POSITIVE_INFINITY };
  const part = (choice - 0.5) * 2;
  const minutes = part < 0.5 ? 3 + part * 12 : 11 + (part - 0.5) * 6;
  return { pullMs: Math.round(minutes * minuteMs) };
}
