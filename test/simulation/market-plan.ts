import type { EpisodeKind, Fault } from "./faults.ts";
import type { PeoplePlan } from "./people.ts";
import type { Random } from "./random.ts";
import { hourMs, minuteMs } from "./units.ts";

/** [kind, weight, from, to], as in `faults.ts`. */
const kinds: readonly (readonly [EpisodeKind, number, number, number])[] = [
  ["hosts-full", 4, 2 * minuteMs, 4 * hourMs],
  ["stock-out", 3, minuteMs, 3 * hourMs],
  ["odd-machine", 3, 0, 0],
  ["deleted-outside", 1, 0, 0],
];
const weighted = kinds.flatMap((kind) => Array.from({ length: kind[1] }, () => kind));

/** What a provider's other customers do to a team in these days: most of it shows when somebody asks for a pod. */
export function planMarket(random: Random, { orders }: PeoplePlan, days: number): readonly Fault[] {
  const asked = orders.filter(({ line }) => line.startsWith("pod up")).map(({ atMs }) => atMs);
  return Array.from({ length: random.int(2, 4) * days }, () => draft(random, asked)).flat();
}

/** Some machines that will not do are not removed at once. */
function draft(random: Random, asked: readonly number[]): readonly Fault[] {
  const [kind, , fromMs, toMs] = random.pick(weighted);
  const lastsMs = fromMs === 0 ? 0 : Math.round(fromMs * (toMs / fromMs) ** random.next());
  const atMs = random.pick(asked) - random.int(-5000, 10 * minuteMs);
  const episode = { id: 0, kind, atMs, lastsMs, choice: random.next() };
  if (kind !== "odd-machine" || !random.chance(0.3)) return [episode];
  return [episode, { ...episode, kind: "ignored", calls: "pods.remove", skips: 0, lastsMs: 40_000 }];
}
