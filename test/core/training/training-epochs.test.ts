import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { EpochMetrics, TrainingEpochs } from "../../../src/core/records/training.ts";
import { withEpochs } from "../../../src/core/training/training-epochs.ts";

function metrics(epoch: number, mean: number): EpochMetrics {
  return { epoch, validation: { mean, perLabel: {} } };
}

function followed(dice: readonly number[], tail = 3): TrainingEpochs {
  const all = dice.map((mean, index) => metrics(index + 1, mean));
  return all.reduce<TrainingEpochs>(
    (known, _, index) => withEpochs(known.points, all.slice(Math.max(0, index - tail), index + 1), false),
    { points: [] },
  );
}

test("withEpochs() keeps all of a training of 200 epochs", () => {
  const { points } = followed(Array.from({ length: 200 }, (_, index) => index / 200));

  expect(points.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
});

test("withEpochs() keeps 200 at most, and of each training the first, the last and the best epoch", () => {
  const dice = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 201, maxLength: 900, size: "max" });
  fc.assert(
    fc.property(dice, (all) => {
      const { points } = followed(all);

      const epochs = points.map(({ epoch }) => epoch);
      expect(points.length).toBeLessThanOrEqual(200);
      expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
      expect([epochs[0], epochs.at(-1)]).toEqual([1, all.length]);
      expect(Math.max(...points.map(({ validation }) => validation?.mean ?? 0))).toBe(Math.max(...all));
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

test("withEpochs() leaves no wide gap in a training of 2000 epochs", () => {
  const { points } = followed(Array.from({ length: 2000 }, () => 0.5));

  const epochs = points.map(({ epoch }) => epoch);
  expect(points.length).toBeGreaterThan(100);
  expect(Math.max(...epochs.slice(1).map((epoch, index) => epoch - (epochs[index] ?? 0)))).toBe(16);
});

test("withEpochs() puts together what was found of one epoch in two looks", () => {
  const train = { mean: 0.5, perLabel: {} };
  const { points } = withEpochs([{ epoch: 1, train }], [metrics(1, 0.4)], false);

  expect(points).toEqual([{ epoch: 1, train, validation: { mean: 0.4, perLabel: {} } }]);
});
