import { expect, it } from "vitest";
import { recogniseFailure } from "../../src/monai/train-failure.ts";
import { readDetails } from "../support/monai-recordings.ts";

const lines = [
  ["ValueError: num_samples should be a positive integer value, but got num_samples=0", "no-labels"],
  ["torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", "out-of-gpu-memory"],
  [
    "RuntimeError: [enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate",
    "out-of-memory",
  ],
  ["RuntimeError: DataLoader worker (pid 12) is killed by signal: Killed.", "out-of-memory"],
  ["size mismatch for output_block.conv.weight: copying a param with shape", "shape-mismatch"],
  ["RuntimeError: Error(s) in loading state_dict for DynUNet:", "shape-mismatch"],
  [
    "RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 8 but got size 7",
    "volume-too-small",
  ],
  ["FileNotFoundError: no such file: /studies/Doe^John.nii.gz", "unknown"],
] as const;

it.each(lines)("recogniseFailure() reads %s as %s", (line, code) => {
  expect(recogniseFailure(["Traceback (most recent call last):", line])).toBe(code);
});

it("recogniseFailure() knows the recorded failure and an empty log", () => {
  expect(recogniseFailure(readDetails("train_unknown_after"))).toBe("unknown-model");
  expect(recogniseFailure([])).toBe("unknown");
});
