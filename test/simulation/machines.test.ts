import { expect, test } from "vitest";
import { wrongsIn } from "./figures.ts";
import { episode, order, playSmallWorld } from "./small-world.ts";

test("a container that begins again gives a machine without an address its time for one again", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [
      episode("09:50", "odd-machine", { choice: 0.9 }),
      episode("10:04", "container-restart", { choice: 0.6 }),
    ],
    orders: [order("10:00", "pod up access:https")],
  });

  expect(story.join("\n")).toContain("ends (given-up)");
  expect(wrongsIn(figures)).toEqual([]);
});
