import { expect, it } from "vitest";
import { defined } from "../../../src/core/common/defined.ts";

it("defined() leaves out undefined parts alone", () => {
  const parts = defined({ none: undefined, nothing: null, zero: 0, empty: "", no: false, some: [1] });

  expect(Object.entries(parts)).toEqual([
    ["nothing", null],
    ["zero", 0],
    ["empty", ""],
    ["no", false],
    ["some", [1]],
  ]);
});

it("a record keeps what it had where the new part is not defined", () => {
  const known: { readonly from?: number } = {};

  expect({ from: 1, ...defined({ from: known.from }) }).toEqual({ from: 1 });
});
