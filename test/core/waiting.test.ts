import { expect, test } from "vitest";
import { newPod } from "../../src/core/pod-changes.ts";
import { defaultSettings } from "../../src/core/settings.ts";
import { isBetweenLooks, lookedInVain } from "../../src/core/waiting.ts";

const asked = newPod(
  {
    id: "k1",
    teamId: "main",
    instanceId: "test",
    provider: "memory",
    wishes: defaultSettings,
    askedBy: { platform: "web", id: "ada", name: "Ada" },
    bootId: "life-1",
  },
  0,
);

test.each([
  ["right after a look", 600_000, true],
  ["just before the minute is over", 659_999, true],
  ["a minute after it", 660_000, false],
  ["before it, as when the clock was set back", 599_999, false],
])("a pod that waits, %s", (_when, nowMs, isBetween) => {
  expect(isBetweenLooks(lookedInVain(asked, 600_000), nowMs)).toBe(isBetween);
});

test("a pod that does not wait is between no looks", () => {
  expect(isBetweenLooks(asked, 1)).toBe(false);
});
