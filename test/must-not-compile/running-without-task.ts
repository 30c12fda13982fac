// TS2375: a training that runs under no name
import type { RunningTraining, SubmittingTraining } from "../../src/core/records/training.ts";

export function running(training: SubmittingTraining): RunningTraining {
  return { ...training, state: "running" };
}
