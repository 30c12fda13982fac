import { expect, test } from "vitest";
import { foundMachine, isBetweenLooks, lookedInVain, rented } from "../../../src/core/market/wait-for-gpu.ts";
import { askedPod } from "../../support/asked-pod.ts";

const asked = askedPod(0);

test.each([
  ["right after a look", 600_000, true],
  ["just before the minute is over", 659_999, true],
  ["a minute after it", 660_000, false],
  ["before it, as when the clock was set back", 599_999, false],
])("a pod that waits, %s", (_when, nowMs, isBetween) => {
  expect(isBetweenLooks(lookedInVain(asked, 600_000), nowMs)).toBe(isBetween);
});

test("a pod that waited is paid for since its machine was claimed, or since it was found", () => {
  const waiting = lookedInVain(asked, 600_000);
  const claimed = { ...waiting, uncertainSinceMs: 700_000, run: { ...waiting.run, paidFromMs: 650_000 } };

  expect(foundMachine(waiting, 800_000).run).toMatchObject({ paidFromMs: 800_000, foundAtMs: 800_000 });
  expect(foundMachine(claimed, 800_000).run).toMatchObject({ paidFromMs: 650_000, foundAtMs: 800_000 });
  expect(foundMachine(asked, 800_000).run).toEqual(asked.run);
});

test("a machine that is known is known by its id, at the price that is told or was offered, and since when", () => {
  const listed = { providerPodId: "p1", name: asked.name, status: "running", usdPerHour: 0.5 } as const;
  const pod = rented({ ...asked, uncertainSinceMs: 1, usdPerHour: 0.4 }, listed, 9);

  expect(pod).toMatchObject({ providerPodId: "p1", usdPerHour: 0.5, upAskedAtMs: 9 });
  expect(pod.uncertainSinceMs).toBeUndefined();
  expect(rented({ ...asked, usdPerHour: 0.4 }, { ...listed, usdPerHour: 0 }, 9).usdPerHour).toBe(0.4);
});

test("a pod that does not wait is between no looks", () => {
  expect(isBetweenLooks(asked, 1)).toBe(false);
});
