import {
  isTrainingDice,
  type EpochMetrics,
  type Training,
  type TrainingLog,
  type TrainingProgress,
  type TrainingStats,
} from "../records/training.ts";
import { defined } from "../common/defined.ts";

/** From 0 to 1, by the newest iteration, else by the newest epoch. */
export function fractionDone(progress: TrainingProgress): number {
  const { epoch, totalEpochs, iteration, iterationsPerEpoch } = progress;
  if (epoch === undefined || totalEpochs === undefined || totalEpochs === 0) return 0;
  const within =
    iteration === undefined || iterationsPerEpoch === undefined ? 1 : iteration / iterationsPerEpoch;
  return Math.min(1, (epoch - 1 + within) / totalEpochs);
}

/** Time left by the pace since it was first seen to move; undefined until it has moved twice. */
export function estimateLeftMs({ progress }: Training, nowMs: number): number | undefined {
  const fraction = fractionDone(progress);
  const { pace } = progress;
  if (pace === undefined || fraction <= pace.fraction) return undefined;
  return ((nowMs - pace.atMs) / (fraction - pace.fraction)) * (1 - fraction);
}

/** What one look found; `stats` are absent when the server has none of this model. */
type Found = { readonly log: TrainingLog; readonly stats: TrainingStats | undefined };

/**
 * Adds what the log tail and the statistics say now. Statistics count only when they are of this run, told by their start:
 * those of the run before stay in place until the first validation of the new one.
 */
export function mergeProgress(training: Training, found: Found, nowMs: number): TrainingProgress {
  const { log, stats } = found;
  const before = training.progress;
  const own = stats !== undefined && stats.startedAtS !== training.statsBeforeS ? stats : undefined;
  const { epochs: logged, ...position } = log;
  const epochs = mergeEpochs([
    ...before.epochs,
    ...logged,
    ...(own?.latest === undefined ? [] : [own.latest]),
  ]);
  const best = bestOf(epochs, isTrainingDice(training.labelled, training.request.valSplit));
  const { epochs: _, movedAtMs, ...known } = before;
  const total = own === undefined ? {} : { totalEpochs: own.totalEpochs, epoch: own.epoch };
  const merged = {
    ...known,
    ...newer(known, total),
    ...newer(known, position),
    epochs,
    ...defined({ best }),
  };
  const hasMoved =
    merged.epoch !== before.epoch ||
    merged.iteration !== before.iteration ||
    epochs.length !== before.epochs.length;
  const fraction = fractionDone({ ...merged, movedAtMs });
  const pace = before.pace ?? (fraction > 0 ? { atMs: nowMs, fraction } : undefined);
  return { ...merged, movedAtMs: hasMoved ? nowMs : movedAtMs, ...defined({ pace }) };
}

function newer(
  known: Omit<TrainingLog, "epochs">,
  found: Omit<TrainingLog, "epochs">,
): Omit<TrainingLog, "epochs"> {
  return (found.epoch ?? 0) >= (known.epoch ?? 0) ? found : {};
}

function mergeEpochs(found: readonly EpochMetrics[]): readonly EpochMetrics[] {
  const byEpoch = new Map<number, EpochMetrics>();
  for (const metrics of found) byEpoch.set(metrics.epoch, { ...byEpoch.get(metrics.epoch), ...metrics });
  return [...byEpoch.values()].toSorted((a, b) => a.epoch - b.epoch);
}

/** The best validation Dice, or the best training Dice where nothing is held back for validation. */
function bestOf(epochs: readonly EpochMetrics[], isOnTrainingImages: boolean): number | undefined {
  const scores = epochs.flatMap(
    (metrics) => (isOnTrainingImages ? metrics.train : metrics.validation)?.mean ?? [],
  );
  return scores.length === 0 ? undefined : Math.max(...scores);
}
