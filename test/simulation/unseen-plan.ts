import type { Episode } from "./faults.ts";
import type { PeoplePlan } from "./people.ts";
import type { Random } from "./random.ts";
import { minuteMs } from "./units.ts";

/** Stretches in which no platform takes cards, most of them around the warning of a pod that people have left. */
export function planUnseen(random: Random, { sessions }: PeoplePlan): readonly Episode[] {
  return sessions
    .filter(() => random.chance(0.3))
    .map(({ toMs }) => ({
      id: 0,
      kind: "chat-down",
      atMs: toMs + random.int(-10, 75) * minuteMs,
      lastsMs: random.int(3, 120) * minuteMs,
      choice: 0,
    }));
}
