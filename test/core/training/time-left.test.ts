import { expect, test } from "vitest";
import { estimateLeftMs, fractionDone, mergeProgress } from "../../../src/core/training/training-progress.ts";
import type { Training } from "../../../src/core/records/training.ts";

const training: Training = {
  id: "t1",
  teamId: "main",
  podId: "k1",
  request: { model: "deepedit", epochs: 2, pretrained: true },
  startedBy: { platform: "web", id: "ada", name: "Ada" },
  state: "running",
  taskId: "task-1",
  askedAtMs: 0,
  labelled: 5,
  progress: { movedAtMs: 0 },
  bootId: "life-1",
};

function at(before: Training, iteration: number, nowMs: number): Training {
  const log = { epoch: 1, totalEpochs: 2, iteration, iterationsPerEpoch: 10, epochs: [] };
  return { ...before, progress: mergeProgress(before, { log, stats: undefined }, nowMs) };
}

test("estimateLeftMs() says nothing before the training has moved twice", () => {
  const first = at(training, 1, 60_000);

  expect([estimateLeftMs(training, 60_000), estimateLeftMs(first, 61_000)]).toEqual([undefined, undefined]);
});

test("estimateLeftMs() goes by the pace of the iterations, without the time that loading took", () => {
  const first = at(training, 1, 60_000);
  const second = at(first, 3, 64_000);

  // Two of twenty iterations in four seconds; seventeen are left.
  expect(estimateLeftMs(second, 64_000)).toBeCloseTo(34_000);
});

test("fractionDone() is a number where the server names no iterations", () => {
  const found = { epoch: 2, totalEpochs: 4, iteration: 0, iterationsPerEpoch: 0 };

  expect(fractionDone({ ...found, movedAtMs: 0 })).toBe(0.5);
});
