import { expect, test } from "vitest";
import { wrongsIn } from "./figures.ts";
import { callFault, episode, order, playSmallWorld } from "./small-world.ts";
import { hourMs, minuteMs } from "./units.ts";

test("a pod that people were warned of is stopped after its idle time and the grace", async () => {
  const { figures } = await playSmallWorld({ orders: [order("09:00", "pod up")] });

  expect(figures.maxUnattendedMinutes).toBeLessThan(77);
  expect(wrongsIn(figures)).toEqual([]);
});

test.each([
  ["nobody is shown cards", episode("09:30", "chat-down", { lastsMs: 4 * hourMs })],
  ["they are shown a minute before it", episode("09:30", "chat-down", { lastsMs: 44 * minuteMs })],
])("its stop comes one grace later, and that is right, when %s", async (_what, unseen) => {
  const { figures } = await playSmallWorld({ orders: [order("09:00", "pod up")], faults: [unseen] });

  expect(Math.round(figures.maxUnattendedMinutes)).toBe(90);
  expect(wrongsIn(figures)).toEqual([]);
});

test.each([
  ["later", "10:20"],
  ["before the stop that it was put off to", "10:29"],
])(
  "a put-off counts also where Redis forgets it %s, and once more where it has to be repeated",
  async (_what, wiped) => {
    const { figures, story } = await playSmallWorld({
      orders: [order("09:00", "pod up")],
      faults: [
        episode("09:30", "chat-down", { lastsMs: 4 * hourMs }),
        episode(wiped, "redis-wiped"),
        callFault("10:31", { kind: "ignored", calls: "pods.stop", lastsMs: 25 * minuteMs }),
      ],
    });

    expect(story.join("\n")).toContain("was found again");
    expect(wrongsIn(figures)).toEqual([]);
  },
);
