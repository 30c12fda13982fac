import { expect, test } from "vitest";
import { createBoundedMap } from "../../../src/core/common/bounded-map.ts";

test("a bounded map forgets what was set longest ago, and says so", () => {
  const forgotten: number[] = [];
  const map = createBoundedMap<string, number>(2, (value) => void forgotten.push(value));

  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  map.set("c", 4);

  expect(["a", "b", "c"].map((key) => map.get(key))).toEqual([3, undefined, 4]);
  expect(["a", "b", "c"].map((key) => map.has(key))).toEqual([true, false, true]);
  expect([[...map.values()], forgotten]).toEqual([[3, 4], [2]]);
  expect([map.delete("a"), map.delete("a"), map.has("a")]).toEqual([true, false, false]);
  expect(forgotten).toEqual([2]);
});
