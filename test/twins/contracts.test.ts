import { expect, test } from "vitest";
import { describeMissingContracts } from "../support/contracts.ts";

// Whoever wants to try labelpod need not fetch them; what lands has been checked against them.
test.skipIf(process.env["CI"] === undefined)("no API description is missing where CI is set", () => {
  expect(describeMissingContracts()).toBeUndefined();
});
