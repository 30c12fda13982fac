import { expect, test } from "vitest";
import { wrongsIn } from "./figures.ts";
import { at, callFault, episode, order, playSmallWorld } from "./small-world.ts";
import { hourMs, minuteMs } from "./units.ts";

test("a bot whose Redis was wiped while its machine slept sees to its schedules when it wakes", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [episode("08:00", "slept", { lastsMs: hourMs }), episode("08:30", "redis-wiped")],
    orders: [order("10:00", "pod up")],
  });

  expect(wrongsIn(figures)).toEqual([]);
  expect(story.join("\n")).toContain("card      Nobody uses pod");
});

test("a bot that is killed before it has found again what Redis has lost is given the time for that once more", async () => {
  const session = {
    id: 0,
    person: "ada",
    fromMs: at("10:00:30"),
    toMs: at("10:30:01"),
    actsMs: [at("10:30")],
  };

  const { figures, story } = await playSmallWorld({
    faults: [
      episode("10:00:29", "redis-wiped"),
      callFault("10:01", { kind: "killed-after", calls: "queue.add", lastsMs: hourMs }),
    ],
    orders: [order("10:00:02", "pod up")],
    sessions: [session],
  });

  expect(story.join("\n")).toContain("was found again");
  expect(wrongsIn(figures)).toEqual([]);
});

test("a call that is never answered holds the bot up for as long as its patience lasts", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [
      episode("10:00:04", "deleted-outside"),
      callFault("10:00:30", { kind: "no-answer", calls: "pods.stop", lastsMs: 1 }),
    ],
    orders: [order("10:00", "pod up")],
  });

  expect(story.join("\n")).toContain("no-answer");
  expect(wrongsIn(figures)).toEqual([]);
});

test("after a loss of memory a pod that is up gets its team's place before one that is stopped", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [episode("10:00", "pods-evicted"), episode("11:00", "redis-wiped")],
    orders: [
      order("09:00", "pod up"),
      { ...order("09:30", "pod down"), id: 1 },
      { ...order("10:00:05", "pod up"), id: 2 },
      { ...order("10:55", "pod keep 1h"), id: 3 },
    ],
  });

  expect(story.join("\n")).not.toContain("(duplicate)");
  expect(wrongsIn(figures)).toEqual([]);
});

test("a bot that is killed while it still learns the time is another one when it is started again", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [
      episode("09:30", "started-wrong", { lastsMs: hourMs }),
      episode("09:30:22", "killed", { lastsMs: minuteMs }),
    ],
    orders: [order("09:00", "pod up")],
  });

  expect(story.filter((line) => line.includes("begins its life"))).toHaveLength(3);
  expect(story.join("\n")).toContain("dies for 60 s");
  expect(wrongsIn(figures)).toEqual([]);
});
