import type { EpochMetrics, TrainingLog } from "../core/records/training.ts";
import { measuredOn, toScores } from "./scores.ts";

// What stands before these differs by MONAI version, and so does the dash.
const iterationLine =
  /Epoch: (\d{1,7})\/(\d{1,7}), Iter: (\d{1,9})\/(\d{1,9}) .{1,3} train_loss: ([\d.eE+-]{1,24}|nan)/;
const metricsLine = /Epoch\[(\d{1,7})\] Metrics -- (.*)$/;
const metric = /([^:]{1,80}): ([\d.]{1,24}(?:e[+-]?\d{1,3})?|nan)(?: |$)/g;

/** A label set of a hundred organs stays below it; what is longer is no line of a training. */
const maxLineLength = 10_000;

/**
 * How far a training is by the lines of its own log: numbers and names of labels, never a line.
 * Lines that are not known, cut off or garbled are passed over.
 */
export function readTrainingLog(lines: readonly string[]): TrainingLog {
  const short = lines.filter((line) => line.length <= maxLineLength);
  return { ...readPosition(short), epochs: readEpochs(short) };
}

function readPosition(lines: readonly string[]): Omit<TrainingLog, "epochs"> {
  const found = lines.findLast((line) => iterationLine.test(line));
  const [epoch, totalEpochs, iteration, iterationsPerEpoch, loss] = numbers(iterationLine.exec(found ?? ""));
  if (epoch === undefined || totalEpochs === undefined) return {};
  if (iteration === undefined || iterationsPerEpoch === undefined) return {};
  return {
    epoch,
    totalEpochs,
    iteration,
    iterationsPerEpoch,
    ...(loss === undefined || !Number.isFinite(loss) ? {} : { loss }),
  };
}

function numbers(match: RegExpExecArray | null): readonly number[] {
  return match === null ? [] : match.slice(1).map(Number);
}

function readEpochs(lines: readonly string[]): readonly EpochMetrics[] {
  const byEpoch = new Map<number, EpochMetrics>();
  for (const line of lines) {
    const [, number = "", text = ""] = metricsLine.exec(line) ?? [];
    const found = readMetrics(Number(number), text);
    if (found !== undefined) byEpoch.set(found.epoch, { ...byEpoch.get(found.epoch), ...found });
  }
  return [...byEpoch.values()].toSorted((a, b) => a.epoch - b.epoch);
}

function readMetrics(epoch: number, text: string): EpochMetrics | undefined {
  const metrics = Array.from(text.matchAll(metric), ([, name = "", value]) => [name, Number(value)] as const);
  const set = measuredOn(metrics);
  const scores = toScores(metrics);
  return set === undefined || scores === undefined ? undefined : { epoch, [set]: scores };
}
