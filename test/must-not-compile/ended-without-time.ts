// TS2375: a training that has ended since nobody knows when
import type { EndedTraining, RunningTraining } from "../../src/core/records/training.ts";

export function done(training: RunningTraining): EndedTraining {
  return { ...training, state: "done" };
}
