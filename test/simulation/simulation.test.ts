import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Fault } from "./faults.ts";
import { toJson, wrongsIn } from "./figures.ts";
import { planWorld, type WorldWish } from "./plan.ts";
import { sow } from "./plant-bug.ts";
import { plants } from "./plants.ts";
import { shrink } from "./shrink.ts";
import { playWorld, type WorldResult } from "./world.ts";

const patient = { timeout: 60_000 };

async function play(
  wish: WorldWish,
  how: { isSkipping?: boolean; isStoryKept?: boolean } = {},
): Promise<WorldResult> {
  return playWorld({ ...planWorld(wish), isSkipping: true, isStoryKept: false, ...how });
}

/** What a pod costs in a minute. */
const minuteUsd = 0.7 / 60;

/** Whether the bot is still there within a minute, and knows what was and what time it is. */
function isSurvivable({ kind, lastsMs }: Fault): boolean {
  if (kind === "redis-wiped" || kind === "clock-forward" || kind === "clock-back") return false;
  return !kind.startsWith("killed") || lastsMs <= 60_000;
}

describe("the simulation", () => {
  test("finds nothing wrong in some worlds with people, trainings and faults", patient, async () => {
    for (const world of [0, 1, 2, 3]) {
      const { figures } = await play({ seed: 1, world, days: 5 });

      expect(wrongsIn(figures)).toEqual([]);
      expect(figures.pods).toBeGreaterThan(0);
      expect(figures.faults).toBeGreaterThan(0);
    }
  });

  test("plays a seed the same way twice, to the byte", patient, async () => {
    const first = await play({ seed: 7, world: 3, days: 3 }, { isStoryKept: true });
    const second = await play({ seed: 7, world: 3, days: 3 }, { isStoryKept: true });

    expect(first.story.length).toBeGreaterThan(20);
    expect(second).toEqual(first);
    expect(toJson(second.figures)).toBe(toJson(first.figures));
  });

  test("comes to the same verdict whether quiet times are left out or not", patient, async () => {
    const wish = { seed: 2, world: 1, days: 2 };
    const { figures } = await play(wish);
    const { figures: whole } = await play(wish, { isSkipping: false });

    expect(wrongsIn(figures)).toEqual(wrongsIn(whole));
    expect(figures.pods).toBe(whole.pods);
    expect(Math.abs(figures.maxUnattendedMinutes - whole.maxUnattendedMinutes)).toBeLessThan(1);
  });

  test("books what the provider charges, while the bot is there", patient, async () => {
    for (const world of [0, 1, 2, 3]) {
      const plan = planWorld({ seed: 1, world, days: 5 });
      const faults = plan.faults.filter(isSurvivable);
      const { figures, money } = await playWorld({ ...plan, faults, isSkipping: true, isStoryKept: false });

      const offUsd = Math.abs(money.bookedUsd - money.chargedUsd);
      expect(money.chargedUsd).toBeGreaterThan(5);
      expect(offUsd / figures.pods).toBeLessThan(minuteUsd);
    }
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
