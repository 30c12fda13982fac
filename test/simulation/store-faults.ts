import type { Episode } from "./faults.ts";
import type { Random } from "./random.ts";
import { hourMs, minuteMs } from "./units.ts";

/** What another user of the same Redis does to it: fills it, or makes it throw single records away. */
export function planStoreFaults(
  random: Random,
  { startMs, days }: { readonly startMs: number; readonly days: number },
): readonly Episode[] {
  return Array.from({ length: Math.ceil(days / 2) }, () => ({
    id: 0,
    atMs: startMs + Math.floor(random.next() * days * 24 * hourMs),
    choice: random.next(),
    kind: random.pick(["redis-full", "place-evicted", "place-evicted", "pods-evicted"]),
    lastsMs: random.int(5, 150) * minuteMs,
  }));
}
