import type { TrainFailureCode } from "../core/records/training.ts";

/** Signs in a failed training's log, seen on real servers; the first that is found counts. */
const signs: readonly (readonly [RegExp, TrainFailureCode])[] = [
  [/num_samples should be a positive integer value, but got num_samples=0/, "no-labels"],
  [/Train Task is not Initialized\. There is no model/, "unknown-model"],
  [/CUDA out of memory|CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED/, "out-of-gpu-memory"],
  [/\bMemoryError\b|can't allocate memory|Cannot allocate memory|killed by signal: Killed/, "out-of-memory"],
  [/size mismatch for |Error\(s\) in loading state_dict/, "shape-mismatch"],
  // A volume smaller than the model's window leaves crops of different sizes.
  [/Sizes of tensors must match|stack expects each tensor to be equal size/, "volume-too-small"],
  [/shape mismatch|same shape|size of tensor a|should have the same number of channels/, "shape-mismatch"],
];

/** Why a training failed, as one word of a fixed list: the log's text goes no further. */
export function recogniseFailure(lines: readonly string[]): TrainFailureCode {
  const text = lines.join("\n");
  return signs.find(([sign]) => sign.test(text))?.[1] ?? "unknown";
}
