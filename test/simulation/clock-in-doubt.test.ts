import { expect, test } from "vitest";
import { wrongsIn } from "./figures.ts";
import { episode, order, playSmallWorld } from "./small-world.ts";
import { hourMs, minuteMs } from "./units.ts";

test("nobody is promised a moment by a clock that is wrong and was confirmed by nobody yet", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [
      episode("08:00", "clock-back", { lastsMs: 2 * hourMs }),
      episode("10:00", "killed", { lastsMs: minuteMs }),
      episode("10:00:30", "rate-limit", { lastsMs: 5 * minuteMs }),
    ],
    orders: [order("09:00", "pod up"), { ...order("10:02", "pod keep 5h"), id: 1 }],
  });

  expect(story.join("\n")).toContain("has not confirmed yet what time it is");
  expect(wrongsIn(figures)).toEqual([]);
});

test("a command is a use also where the bot's clock was behind and confirmed by nobody yet", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [
      episode("08:00", "clock-back", { lastsMs: 2 * hourMs }),
      episode("09:50", "killed", { lastsMs: minuteMs }),
      episode("09:50:30", "rate-limit", { lastsMs: 5 * minuteMs }),
    ],
    orders: [order("09:00", "pod up"), { ...order("09:55", "pod idle 1h"), id: 1 }],
  });

  expect(story.join("\n")).toContain("The idle time is changed");
  expect(wrongsIn(figures)).toEqual([]);
});
