import { expect, test } from "vitest";
import { isSame } from "../../../src/core/common/is-same.ts";

test.each<[unknown, unknown]>([
  [1, 1],
  [Number.NaN, Number.NaN],
  [
    { a: 1, b: [{ c: 2 }] },
    { b: [{ c: 2 }], a: 1 },
  ],
  [{ a: 1, b: undefined }, { a: 1 }],
  [null, null],
])("isSame() of %j and %j", (one, other) => {
  expect([isSame(one, other), isSame(other, one)]).toEqual([true, true]);
});

test.each<[unknown, unknown]>([
  [1, 2],
  [1, "1"],
  [{}, null],
  [[], {}],
  [[1], [1, 2]],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: { b: 1 } }, { a: { b: 2 } }],
])("isSame() tells %j from %j", (one, other) => {
  expect([isSame(one, other), isSame(other, one)]).toEqual([false, false]);
});
