import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fractionDone, mergeProgress } from "../../../src/core/training/training-progress.ts";
import type {
  EpochMetrics,
  Training,
  TrainingLog,
  TrainingProgress,
  TrainingStats,
} from "../../../src/core/records/training.ts";

const totalEpochs = 8;
const iterationsPerEpoch = 5;

const training: Training = {
  id: "t1",
  teamId: "main",
  podId: "k1",
  request: { model: "deepedit", epochs: totalEpochs, pretrained: true },
  startedBy: { platform: "web", id: "ada", name: "Ada" },
  state: "running",
  taskId: "task-1",
  askedAtMs: 0,
  labelled: 5,
  statsBeforeS: 1,
  progress: { movedAtMs: 0 },
  bootId: "life-1",
};

/** What log and statistics say after so many iterations; the log's tail reaches back some epochs only. */
function found(
  iterations: number,
  { tail, hasStats }: { tail: number; hasStats: boolean },
): { log: TrainingLog; stats: TrainingStats | undefined } {
  const epoch = Math.ceil(iterations / iterationsPerEpoch);
  const ended = Math.floor(iterations / iterationsPerEpoch);
  const epochs = Array.from({ length: ended }, (_, index) => metrics(index + 1)).slice(-tail);
  const position = { epoch, iteration: ((iterations - 1) % iterationsPerEpoch) + 1, iterationsPerEpoch };
  const log = { totalEpochs, epochs, loss: 1 / (1 + iterations), ...(iterations === 0 ? {} : position) };
  const stats = { startedAtS: ended === 0 ? 1 : 2, epoch: ended, totalEpochs, latest: metrics(ended) };
  return { log, stats: hasStats && ended > 0 ? stats : undefined };
}

function metrics(epoch: number): EpochMetrics {
  const mean = ((epoch * 7) % 10) / 10;
  return { epoch, train: { mean, perLabel: {} }, validation: { mean, perLabel: { liver: mean } } };
}

const looks = fc
  .array(
    fc.record({
      iterations: fc.integer({ min: 0, max: totalEpochs * iterationsPerEpoch }),
      tail: fc.integer({ min: 0, max: 3 }),
      hasStats: fc.boolean(),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .map((all) => all.toSorted((a, b) => a.iterations - b.iterations));

function follow(
  all: readonly { iterations: number; tail: number; hasStats: boolean }[],
): readonly TrainingProgress[] {
  let { progress } = training;
  return all.map((look, index) => {
    progress = mergeProgress({ ...training, progress }, found(look.iterations, look), index + 1);
    return progress;
  });
}

test("mergeProgress() never goes back: neither in epochs and iterations, nor in figures and the best", () => {
  fc.assert(
    fc.property(looks, (all) => {
      const steps = follow(all);

      for (const [index, later] of steps.entries()) {
        const earlier = steps[index - 1] ?? training.progress;
        expect(fractionDone(later)).toBeGreaterThanOrEqual(fractionDone(earlier));
        expect(later.best ?? 0).toBeGreaterThanOrEqual(earlier.best ?? 0);
        expect(later.latest?.epoch ?? 0).toBeGreaterThanOrEqual(earlier.latest?.epoch ?? 0);
        expect(later.movedAtMs).toBeGreaterThanOrEqual(earlier.movedAtMs);
      }
    }),
  );
});

test("mergeProgress() changes nothing when the same is found again", () => {
  fc.assert(
    fc.property(looks, (all) => {
      const last = all.at(-1);
      const progress = follow(all).at(-1);
      if (last === undefined || progress === undefined) return;

      const again = mergeProgress({ ...training, progress }, found(last.iterations, last), 1_000);

      expect(again).toEqual(progress);
    }),
  );
});

test("mergeProgress() takes the best validation, and leaves out the statistics of the run before", () => {
  const stats = { startedAtS: 1, epoch: 8, totalEpochs: 8, bestMetric: 0.9, latest: metrics(7) };

  const first = mergeProgress(training, { log: { totalEpochs: 8, epochs: [] }, stats }, 1);
  const later = mergeProgress(training, found(4 * iterationsPerEpoch, { tail: 4, hasStats: true }), 2);

  expect(first).toEqual({ totalEpochs: 8, movedAtMs: 0 });
  expect(later.best).toBe(0.8);
});

test("mergeProgress() takes the best training Dice when nothing is held back", () => {
  const log = { epochs: [{ epoch: 1, train: { mean: 0.4, perLabel: {} } }] };

  const progress = mergeProgress({ ...training, labelled: 2 }, { log, stats: undefined }, 1);

  expect(progress.best).toBe(0.4);
});
