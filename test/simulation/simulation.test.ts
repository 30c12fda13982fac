import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toJson, wrongsIn } from "./figures.ts";
import { planWorld } from "./plan.ts";
import { playRequest } from "./play-request.ts";
import { sow } from "./plant-bug.ts";
import { plants } from "./plants.ts";
import { shrink } from "./shrink.ts";

const patient = { timeout: 60_000 };

describe("the simulation", () => {
  test("finds nothing wrong in some worlds with people, trainings and faults", patient, async () => {
    for (const world of [0, 1, 2, 3]) {
      const { figures } = await playRequest({ seed: 1, world, days: 5 });

      expect(wrongsIn(figures)).toEqual([]);
      expect(figures.pods).toBeGreaterThan(0);
      expect(figures.faults).toBeGreaterThan(0);
    }
  });

  test("plays a seed the same way twice, to the byte", patient, async () => {
    const first = await playRequest({ seed: 7, world: 3, days: 3 }, { isStoryKept: true });
    const second = await playRequest({ seed: 7, world: 3, days: 3 }, { isStoryKept: true });

    expect(first.story.length).toBeGreaterThan(20);
    expect(second).toEqual(first);
    expect(toJson(second.figures)).toBe(toJson(first.figures));
  });

  test("plans less when less of a plan is wanted, and leaves the rest as it is", () => {
    const all = planWorld({ seed: 1, world: 0, days: 5 });
    const [first] = all.faults;
    const less = planWorld({ seed: 1, world: 0, days: 5, faults: [0] });

    expect(less.faults).toEqual([first]);
    expect(less.people).toEqual(all.people);
  });
});

describe("the planted bugs", () => {
  test("are at least twenty, each with a text that its file holds once", () => {
    expect(plants.length).toBeGreaterThanOrEqual(20);
  });

  test.each(plants.map((plant) => [plant.name, plant] as const))("%s can be sown", (_name, plant) => {
    const source = readFileSync(new URL(`../../${plant.file}`, import.meta.url), "utf8");

    expect(sow(source, plant)).not.toBe(source);
  });

  test("have names of their own", () => {
    expect(new Set(plants.map(({ name }) => name)).size).toBe(plants.length);
  });
});

test("shrink() leaves only what it takes to fail", async () => {
  const all = Array.from({ length: 40 }, (_, index) => index);

  const least = await shrink(all, async (few) => few.includes(7) && few.includes(31));

  expect(least).toEqual([7, 31]);
});
