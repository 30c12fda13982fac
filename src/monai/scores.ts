import type { Scores } from "../core/records/training.ts";

/** Names and values as MONAI writes them, of one epoch's training or validation. */
export type Metrics = Iterable<readonly [name: string, value: number]>;

// Per trainer, from MONAI Label's `lib/trainers`: DeepEdit writes `train_dice` and `<label>_dice`, the others
// `train_mean_dice` and, where there are several labels, `train_<label>_mean_dice`; all validate with `val_mean_dice`.
const meanName = /^(?<set>train|val)_(?:mean_)?dice$/;
const labelMetric = /^(?:(?:train|val)_)?(?<label>.+?)(?:_mean)?_dice$/;

/** What a label may be called to get out of the pod: no other text from a log does. */
const labelName = /^[\p{L}\p{N} _-]{1,40}$/u;

/** Which images the metrics were measured on, told by the name of their mean. */
export function measuredOn(metrics: Metrics): "train" | "validation" | undefined {
  for (const [name] of metrics) {
    const set = meanName.exec(name)?.groups?.["set"];
    if (set !== undefined) return set === "train" ? "train" : "validation";
  }
  return undefined;
}

/** Mean and per label, each from 0 to 1; undefined without a mean, as when it is not a number. */
export function toScores(metrics: Metrics): Scores | undefined {
  let mean: number | undefined;
  const perLabel: [string, number][] = [];
  for (const [name, value] of metrics) {
    if (!(value >= 0 && value <= 1)) continue;
    const label = labelMetric.exec(name)?.groups?.["label"];
    if (meanName.test(name)) mean = value;
    else if (label !== undefined && labelName.test(label)) perLabel.push([label, value]);
  }
  return mean === undefined ? undefined : { mean, perLabel: Object.fromEntries(perLabel) };
}
