import { array, assert, constantFrom, nat, oneof, property, string as text, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { readTrainingLog } from "../../src/monai/progress.ts";
import { readDetails } from "../support/monai-recordings.ts";

const prefix = "2026-11-23 06:40:45,312 - INFO - ";

describe("readTrainingLog", () => {
  it("reads a recorded training while it runs", () => {
    expect(readTrainingLog(readDetails("train_running"))).toEqual({
      epoch: 2,
      totalEpochs: 2,
      iteration: 3,
      iterationsPerEpoch: 4,
      loss: 0.685,
      epochs: [
        {
          epoch: 1,
          train: { mean: 0.6115, perLabel: { spleen: 0.6115 } },
          validation: { mean: 0.6812, perLabel: { spleen: 0.6812 } },
        },
      ],
    });
  });

  it("reads a recorded training at its end, with the statistics in its last line", () => {
    const log = readTrainingLog(readDetails("train_done"));

    expect(log).toMatchObject({ epoch: 2, iteration: 4, loss: 0.6721 });
    expect(log.epochs).toEqual([
      {
        epoch: 2,
        train: { mean: 0.7772, perLabel: { spleen: 0.7772 } },
        validation: { mean: 0.7649, perLabel: { spleen: 0.7649 } },
      },
    ]);
  });

  it("finds nothing in the log of a training that failed", () => {
    expect(readTrainingLog(readDetails("train_unknown_after"))).toEqual({ epochs: [] });
  });

  const iterations = [
    "2026-11-23 06:03:36,916 - INFO - Epoch: 2/50, Iter: 1/5 -- train_loss: 0.7936",
    "[2023-07-13 08:53:55,735] [24408] [MainThread] [INFO] (ignite.engine.engine.SupervisedTrainer:269) - Epoch: 2/50, Iter: 1/5 – train_loss: 0.7936 ",
    "[2023-04-08 05:21:17.183][ INFO](ignite.engine.engine.SupervisedTrainer) - Epoch: 2/50, Iter: 1/5 -- train_loss: 0.7936",
  ];

  it.each(iterations)("reads the iteration as each version of MONAI writes it: %s", (line) => {
    expect(readTrainingLog([line])).toEqual({
      epoch: 2,
      totalEpochs: 50,
      iteration: 1,
      iterationsPerEpoch: 5,
      loss: 0.7936,
      epochs: [],
    });
  });

  it("leaves out a loss that is no number", () => {
    const log = readTrainingLog([`${prefix}Epoch: 1/2, Iter: 1/4 -- train_loss: nan`]);

    expect(log).toEqual({ epoch: 1, totalEpochs: 2, iteration: 1, iterationsPerEpoch: 4, epochs: [] });
  });

  it("reads labels with spaces, and the names that the segmentation models use", () => {
    const lines = [
      `${prefix}Epoch[3] Metrics -- right kidney_dice: 0.2500 spleen_dice: 0.7500 train_dice: 0.5000`,
      `${prefix}Epoch[3] Metrics -- val_left lung_mean_dice: 0.1000 val_mean_dice: 0.4000 val_spleen_mean_dice: 0.7000`,
    ];

    expect(readTrainingLog(lines).epochs).toEqual([
      {
        epoch: 3,
        train: { mean: 0.5, perLabel: { "right kidney": 0.25, spleen: 0.75 } },
        validation: { mean: 0.4, perLabel: { "left lung": 0.1, spleen: 0.7 } },
      },
    ]);
  });

  it("leaves an epoch out whose mean is not a number or not a Dice", () => {
    const lines = ["nan", "1.5", "2.1.3"].map(
      (value) => `${prefix}Epoch[1] Metrics -- train_mean_dice: ${value}`,
    );

    expect(readTrainingLog(lines)).toEqual({ epochs: [] });
  });

  it("lets no name out that no label would have", () => {
    const line = `${prefix}Epoch[1] Metrics -- Doe^John_dice: 0.5 /studies/a_dice: 0.5 ${"x".repeat(41)}_dice: 0.5 val_mean_dice: 0.5`;

    expect(readTrainingLog([line]).epochs).toEqual([{ epoch: 1, validation: { mean: 0.5, perLabel: {} } }]);
  });

  it("passes over a line without end", () => {
    const line = `${prefix}Epoch[1] Metrics -- ${"a_dice: 0.5 ".repeat(100_000)}val_mean_dice: 0.5`;

    expect(readTrainingLog([line])).toEqual({ epochs: [] });
  });

  it("never throws, whatever the lines are and wherever they are cut", () => {
    const real = [...readDetails("train_done"), ...readDetails("train_unknown_after")];
    const cut = tuple(constantFrom(...real), nat(400), text({ unit: "binary" })).map(
      ([line, length, garbage]) => line.slice(0, length) + garbage,
    );

    assert(
      property(array(oneof(cut, text({ unit: "binary" }))), (lines) => {
        for (const { epoch, train, validation } of readTrainingLog(lines).epochs) {
          expect(Number.isSafeInteger(epoch)).toBe(true);
          for (const scores of [train, validation]) {
            if (scores === undefined) continue;
            expect(scores.mean).toBeGreaterThanOrEqual(0);
            expect(scores.mean).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });
});
