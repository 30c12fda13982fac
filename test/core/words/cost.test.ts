import { expect, test } from "vitest";
import { plain } from "../../../src/core/records/text.ts";
import { costWords } from "../../../src/core/words/money.ts";

test.each([
  { total: 0, estimated: 0, says: "Nothing was spent this month." },
  { total: 0.002, estimated: 0.002, says: "an estimate by hourly rates: the provider has billed none" },
  { total: 12, estimated: 11.999, says: "an estimate by hourly rates: the provider has billed none" },
  { total: 12, estimated: 2, says: "$2.00 of this month is an estimate" },
  { total: 12, estimated: 0.004, says: "This month's figures are what the provider has billed." },
  { total: 0.006, estimated: 0, says: "This month's figures are what the provider has billed." },
])("of $total USD with $estimated estimated, /cost says so", ({ total, estimated, says }) => {
  expect(plain(costWords.estimate(total, estimated), String)).toContain(says);
});
