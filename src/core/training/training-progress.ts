import {
  isTrainingDice,
  type EpochMetrics,
  type Training,
  type TrainingLog,
  type TrainingProgress,
  type TrainingStats,
} from "../records/training.ts";
import { defined } from "../common/defined.ts";
import { isSame } from "../common/is-same.ts";
import { diceOf, mergeEpochs } from "./training-epochs.ts";

/** From 0 to 1, by the newest iteration, else by the newest epoch. */
export function fractionDone(progress: TrainingProgress): number {
  const { epoch, totalEpochs, iteration, iterationsPerEpoch } = progress;
  if (epoch === undefined || totalEpochs === undefined || totalEpochs === 0) return 0;
  const within =
    iteration === undefined || iterationsPerEpoch === undefined || iterationsPerEpoch === 0
      ? 1
      : iteration / iterationsPerEpoch;
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
export type Found = { readonly log: TrainingLog; readonly stats: TrainingStats | undefined };

/**
 * Adds what the log tail and the statistics say now. Statistics count only when they are of this run, told by their start:
 * those of the run before stay in place until the first validation of the new one.
 */
export function mergeProgress(training: Training, found: Found, nowMs: number): TrainingProgress {
  const { log, stats } = found;
  const before = training.progress;
  const position = positionOf(before);
  const own = isOwn(training, stats) ? stats : undefined;
  const epochs = mergeEpochs([
    ...(before.latest === undefined ? [] : [before.latest]),
    ...foundEpochs(training, found),
  ]);
  const total = own === undefined ? {} : { totalEpochs: own.totalEpochs, epoch: own.epoch };
  const merged = { ...position, ...newer(position, total), ...newer(position, positionOf(log)) };
  const latest = epochs.at(-1);
  const hasMoved =
    merged.epoch !== position.epoch ||
    merged.iteration !== position.iteration ||
    !isSame(latest, before.latest);
  const fraction = fractionDone({ ...merged, movedAtMs: nowMs });
  const pace = before.pace ?? (fraction > 0 ? { atMs: nowMs, fraction } : undefined);
  const best = bestOf([
    before.best,
    ...epochs.map((metrics) => diceOf(metrics, isOnTrainingImages(training))),
  ]);
  return { ...merged, ...defined({ latest, best, pace }), movedAtMs: hasMoved ? nowMs : before.movedAtMs };
}

type Position = Omit<TrainingLog, "epochs">;

function positionOf({ epoch, totalEpochs, iteration, iterationsPerEpoch, loss }: Position): Position {
  return defined({ epoch, totalEpochs, iteration, iterationsPerEpoch, loss });
}

/** The metrics that one look found. */
export function foundEpochs(training: Training, { log, stats }: Found): readonly EpochMetrics[] {
  const ofStats = isOwn(training, stats) ? stats.latest : undefined;
  return ofStats === undefined ? log.epochs : [...log.epochs, ofStats];
}

export function isOnTrainingImages({ labelled, request }: Training): boolean {
  return isTrainingDice(labelled, request.valSplit);
}

function isOwn({ statsBeforeS }: Training, stats: TrainingStats | undefined): stats is TrainingStats {
  return stats !== undefined && stats.startedAtS !== statsBeforeS;
}

function newer(known: Position, found: Position): Position {
  return (found.epoch ?? 0) >= (known.epoch ?? 0) ? found : {};
}

function bestOf(dice: readonly (number | undefined)[]): number | undefined {
  const known = dice.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
