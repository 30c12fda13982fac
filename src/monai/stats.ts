import { z } from "zod";
import type { TrainingStats } from "../core/records/training.ts";
import { orAbsent } from "./or-absent.ts";
import { toScores } from "./scores.ts";
import { defined } from "../core/common/defined.ts";

const part = z.object({ metrics: z.record(z.string(), z.unknown()) });

// MONAI Label's `train_stats.json`; it lacks `eval` without validation images and is `{}` before the first epoch.
const statsSchema = z.object({
  start_ts: z.number().positive().max(1e11),
  epoch: z.int().min(0),
  total_epochs: z.int().min(1),
  best_metric: orAbsent(z.number().min(0).max(1)),
  train: orAbsent(part),
  eval: orAbsent(part),
});

/** One model's statistics; undefined when the file says nothing yet or is not whole. */
export function readTrainingStats(raw: unknown): TrainingStats | undefined {
  const parsed = statsSchema.safeParse(raw);
  if (!parsed.success) return undefined;
  const { start_ts: startedAtS, epoch, total_epochs: totalEpochs, best_metric: bestMetric } = parsed.data;
  const train = toScores(finiteOf(parsed.data.train));
  const validation = toScores(finiteOf(parsed.data.eval));
  const hasScores = train !== undefined || validation !== undefined;
  return {
    startedAtS,
    epoch,
    totalEpochs,
    ...defined({ bestMetric }),
    ...(hasScores && epoch > 0
      ? { latest: { epoch, ...(train && { train }), ...(validation && { validation }) } }
      : {}),
  };
}

function finiteOf(found: z.infer<typeof part> | undefined): [string, number][] {
  return Object.entries(found?.metrics ?? {}).flatMap(([name, value]) =>
    typeof value === "number" ? [[name, value]] : [],
  );
}
