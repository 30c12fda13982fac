import { expect, test } from "vitest";
import type { Fault } from "./faults.ts";
import { wrongsIn } from "./figures.ts";
import { planWorld } from "./plan.ts";
import { playRequest } from "./play-request.ts";
import { playWorld } from "./world.ts";

const patient = { timeout: 60_000 };

/** What a pod costs in a minute. */
const minuteUsd = 0.7 / 60;

/** Whether the bot is still there within a minute, and knows what was; what time it is it finds out. */
function isSurvivable({ kind, lastsMs }: Fault): boolean {
  if (kind === "redis-wiped" || kind === "pods-evicted") return false;
  const isAway = kind.startsWith("killed") || kind === "slept";
  return !isAway || lastsMs <= 60_000;
}

test(
  "the simulation comes to the same verdict whether quiet times are left out or not",
  patient,
  async () => {
    const wish = { seed: 2, world: 1, days: 2 };
    const { figures } = await playRequest(wish);
    const { figures: whole } = await playRequest(wish, { isSkipping: false });

    expect(wrongsIn(figures)).toEqual(wrongsIn(whole));
    expect(figures.pods).toBe(whole.pods);
    expect(Math.abs(figures.maxUnattendedMinutes - whole.maxUnattendedMinutes)).toBeLessThan(1);
  },
);

test("the simulation books what the provider charges, while the bot is there", patient, async () => {
  for (const world of [0, 1, 2, 3]) {
    const plan = planWorld({ seed: 1, world, days: 5 });
    const faults = plan.faults.filter(isSurvivable);
    const { figures, money } = await playWorld({ ...plan, faults, isSkipping: true, isStoryKept: false });

    const offUsd = Math.abs(money.bookedUsd - money.chargedUsd);
    expect(money.chargedUsd).toBeGreaterThan(5);
    expect(offUsd / figures.pods).toBeLessThan(minuteUsd);
  }
});
