import { expect, test } from "vitest";
import { measureSweep } from "../../bench/growth.ts";

test("a sweep asks Redis for the same beside 300 ended trainings, cards and pods as beside one", async () => {
  const { cpuMs: few, ...one } = await measureSweep(1);
  const { cpuMs: many, ...all } = await measureSweep(300);

  expect(all).toEqual(one);
  expect([few > 0, many > 0]).toEqual([true, true]);
  expect(one.commands).toBeGreaterThan(10);
});
