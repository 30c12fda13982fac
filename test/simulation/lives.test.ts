import { expect, test } from "vitest";
import type { Episode, EpisodeKind } from "./faults.ts";
import { wrongsIn } from "./figures.ts";
import { planWorld } from "./plan.ts";
import { worldStartMs } from "./story.ts";
import { hourMs } from "./units.ts";
import { playWorld } from "./world.ts";

function episode(kind: EpisodeKind, atHours: number, lastsHours: number): Episode {
  return { id: 0, kind, atMs: worldStartMs + atHours * hourMs, lastsMs: lastsHours * hourMs, choice: 0.5 };
}

test("a bot whose Redis was wiped while its machine slept sees to its schedules when it wakes", async () => {
  const plan = planWorld({ seed: 1, world: 0, days: 1, faults: [], orders: [], sessions: [] });
  const orders = [{ id: 0, person: "ada", atMs: worldStartMs + 10 * hourMs, line: "pod up" }];

  const { figures, story } = await playWorld({
    ...plan,
    faults: [episode("slept", 8, 1), episode("redis-wiped", 8.5, 0)],
    people: { orders, sessions: [] },
    isSkipping: true,
    isStoryKept: true,
  });

  expect(wrongsIn(figures)).toEqual([]);
  expect(story.join("\n")).toContain("card      Nobody uses pod");
});
