import type { EpochMetrics, TrainingEpochs } from "../records/training.ts";

/** So many epochs of a training are kept at most. */
const mostPoints = 200;

/** What was known with what was found, in order of the epochs. */
export function mergeEpochs(found: readonly EpochMetrics[]): readonly EpochMetrics[] {
  const byEpoch = new Map<number, EpochMetrics>();
  for (const metrics of found) byEpoch.set(metrics.epoch, { ...byEpoch.get(metrics.epoch), ...metrics });
  return [...byEpoch.values()].toSorted((a, b) => a.epoch - b.epoch);
}

/**
 * The epochs of a training with those that were found now, 200 at most: the first, the last and the best are among them, and
 * of the others each second one, fourth one, and so on.
 */
export function withEpochs(
  points: readonly EpochMetrics[],
  found: readonly EpochMetrics[],
  isOnTrainingImages: boolean,
): TrainingEpochs {
  const merged = mergeEpochs([...points, ...found]);
  const kept = new Set([merged[0], merged.at(-1), bestPoint(merged, isOnTrainingImages)]);
  const first = merged[0]?.epoch ?? 0;
  let thinned = merged;
  for (let step = 2; thinned.length > mostPoints; step *= 2)
    thinned = merged.filter((point) => kept.has(point) || (point.epoch - first) % step === 0);
  return { points: thinned };
}

/** The Dice by which epochs are compared: the validation's, or the training's where nothing is held back for validation. */
export function diceOf({ train, validation }: EpochMetrics, isOnTrainingImages: boolean): number | undefined {
  return (isOnTrainingImages ? train : validation)?.mean;
}

function bestPoint(points: readonly EpochMetrics[], isOnTrainingImages: boolean): EpochMetrics | undefined {
  const dice = (point: EpochMetrics): number => diceOf(point, isOnTrainingImages) ?? -1;
  return points.toSorted((a, b) => dice(b) - dice(a))[0];
}
