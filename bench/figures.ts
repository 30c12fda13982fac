/** One measured figure; `aim` is the most that it should be and `atLeast` the least, in the same unit. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "s" | "MB" | "B" | "%" | "/min" | "";
  readonly aim?: number;
  readonly atLeast?: number;
};

/** What a part of the benchmark found; `runs` are what each figure is the median of. */
export type PartReport = {
  readonly part: string;
  readonly runs: number;
  /** The machine's load of the last minute when the part began: near 0 on an idle one, its cores when all are busy. */
  readonly load: number;
  readonly figures: readonly Figure[];
  /** Why there are no figures. */
  readonly skipped?: string;
};

/** Whether an aim is missed, also by a figure that is no number. */
export function isMissed({ value, aim = Infinity, atLeast = -Infinity }: Figure): boolean {
  return !(value <= aim && value >= atLeast);
}

/** What the program ends with: 1 when any aim is missed. */
export function exitCodeOf(reports: readonly PartReport[]): 0 | 1 {
  return reports.some(({ figures }) => figures.some(isMissed)) ? 1 : 0;
}

/** A part that can't run on this machine. */
export class SkippedError extends Error {
  override readonly name = "SkippedError";
}

/** The middle of the values. @throws RangeError when there are none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor((sorted.length - 1) / 2);
  const [low, high] = [sorted[half], sorted[sorted.length - 1 - half]];
  if (low === undefined || high === undefined) throw new RangeError("no values to take the middle of");
  return (low + high) / 2;
}

/** Figures of several runs, each turned into its median. */
export function mediansOf(runs: readonly (readonly Figure[])[]): readonly Figure[] {
  const [first = []] = runs;
  return first.map((figure) => ({
    ...figure,
    value: median(
      runs.flatMap((run) => run.filter(({ name }) => name === figure.name).map(({ value }) => value)),
    ),
  }));
}
