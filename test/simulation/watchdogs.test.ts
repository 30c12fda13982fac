import { expect, test } from "vitest";
import { wrongsIn } from "./figures.ts";
import type { Session } from "./people.ts";
import { at, episode, order, playSmallWorld } from "./small-world.ts";
import { hourMs, minuteMs } from "./units.ts";

/** The bot is away while the container loses its disk, with the lease on it, and Redis is wiped, in either order. */
const losses = [
  ["before its memory", "09:40", "10:00"],
  ["after it", "10:00", "09:40"],
] as const;

test.each(losses)(
  "a pod that has lost its lease %s is kept for as long as was promised",
  async (_when, disk, wiped) => {
    const { figures, story } = await playSmallWorld({
      orders: [order("09:00", "pod up"), { ...order("09:10", "pod keep 10h"), id: 1 }],
      faults: faultsOf(disk, wiped),
    });

    expect(story.join("\n")).toContain("was found again");
    expect(story.join("\n")).toMatch(/19:25:\d\d {2}record {4}k2 live > stopping \(idle\)/u);
    expect(wrongsIn(figures)).toEqual([]);
  },
);

test.each(losses)(
  "a pod that has lost its lease %s has no other end of its longest life",
  async (_when, disk, wiped) => {
    const { figures, story } = await playSmallWorld({
      orders: [order("09:00", "pod up")],
      sessions: [longDay()],
      faults: faultsOf(disk, wiped),
    });

    expect(story.join("\n")).toMatch(/21:00:\d\d {2}record {4}k2 live > stopping \(hard-limit\)/u);
    expect(wrongsIn(figures)).toEqual([]);
  },
);

function faultsOf(disk: string, wiped: string): ReturnType<typeof episode>[] {
  return [
    episode("09:20", "killed", { lastsMs: hourMs }),
    episode(disk, "container-restart", { choice: 0.4 }),
    episode(wiped, "redis-wiped"),
  ];
}

/** Somebody works until late, with something done every ten minutes. */
function longDay(): Session {
  const [fromMs, toMs] = [at("09:05"), at("23:45")];
  const acts = Math.floor((toMs - fromMs) / (10 * minuteMs));
  const actsMs = Array.from({ length: acts }, (_, index) => fromMs + index * 10 * minuteMs);
  return { id: 0, person: "ada", fromMs, toMs, actsMs };
}
