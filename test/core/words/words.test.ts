import { expect, test } from "vitest";
import { collectFailures } from "../../../scripts/docs/failures.ts";
import { samples } from "../../../scripts/docs/failure-samples.ts";
import { trainingFailure } from "../../../src/core/words/training.ts";

const failures = await collectFailures();

test("all failures are looked at", () => {
  expect(failures.length).toBeGreaterThan(120);
});

test("a failure that says what it is given has a sample, and no sample is left over", async () => {
  const { "store.hangs": _, ...others } = samples;

  await expect(collectFailures(others)).rejects.toThrow("has nothing for store.hangs");
  await expect(collectFailures({ ...samples, "store.left": [[1]] })).rejects.toThrow("store.left");
});

test.each(failures)(
  "$topic $code is one sentence with a full stop that says what to do next",
  ({ sentence }) => {
    expect(sentence).toMatch(/^(?:[A-Z“]|labelpod)[^\n]*\.$/);
    expect(sentence).toMatch(/[:;] |, or |\b(?:use|takes|see|try|tries|choose|set|give|start|wait)\b/);
    expect(sentence).not.toMatch(/undefined|\[object|NaN/);
    expect(sentence.length).toBeLessThan(300);
  },
);

test("a training that failed for a reason nobody knows has a reference, and a known one a sentence of its own", () => {
  expect(trainingFailure("unknown", "k17").sentence).toContain("the reference k17 in labelpod/server.log");
  expect(trainingFailure("no-labels", "k17").sentence).not.toContain("k17");
});
