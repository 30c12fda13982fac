import { assert, constantFrom, dictionary, jsonValue, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readTrainingStats } from "../../src/monai/stats.ts";
import { readRecording } from "../support/monai-recordings.ts";

const statsOf = z.object({ train_stats: z.object({ deepedit: z.looseObject({}) }) });

function recorded(): Record<string, unknown> {
  return statsOf.parse(readRecording("info").body).train_stats.deepedit;
}

describe("readTrainingStats", () => {
  it("reads what a real server wrote", () => {
    expect(readTrainingStats(recorded())).toEqual({
      startedAtS: 1_795_414_199,
      epoch: 3,
      totalEpochs: 3,
      bestMetric: 0.534_902_930_259_704_6,
      latest: {
        epoch: 3,
        train: { mean: 0.516_696_929_931_640_6, perLabel: { spleen: 0.516_696_929_931_640_6 } },
        validation: { mean: 0.534_902_930_259_704_6, perLabel: { spleen: 0.534_902_930_259_704_6 } },
      },
    });
  });

  it("has no best figure before the first validation, where the file says -1", () => {
    const { eval: _, ...withoutValidation } = recorded();

    const stats = readTrainingStats({ ...withoutValidation, best_metric: -1 });

    expect(stats).not.toHaveProperty("bestMetric");
    expect(stats?.latest).not.toHaveProperty("validation");
    expect(stats?.latest).toHaveProperty("train");
  });

  it("leaves out what is not a number", () => {
    const validation = {
      metrics: { val_mean_dice: Number.NaN, spleen_dice: null },
      key_metric_name: "val_mean_dice",
    };

    const stats = readTrainingStats({ ...recorded(), best_metric: Number.NaN, eval: validation });

    expect(stats).not.toHaveProperty("bestMetric");
    expect(stats?.latest).not.toHaveProperty("validation");
  });

  it.each([{}, null, undefined, "", [], { start_ts: 1 }, { start_ts: -1, epoch: 1, total_epochs: 2 }])(
    "knows nothing from %j",
    (raw) => {
      expect(readTrainingStats(raw)).toBeUndefined();
    },
  );

  it("never throws, whatever stands in the file", () => {
    const keys = constantFrom(...Object.keys(recorded()), "metrics");

    assert(
      property(dictionary(keys, jsonValue()), (change) => {
        const stats = readTrainingStats({ ...recorded(), ...change });
        expect(JSON.stringify(stats ?? {})).not.toContain("null");
      }),
    );
  });
});
