import { ended, newTraining, settled, submitted } from "../../src/core/training/change-training.ts";
import type { EndedTraining, RunningTraining, SubmittingTraining } from "../../src/core/records/training.ts";

/** The record right after a `/train` at that moment. */
export function askedTraining(id: string, nowMs = 0): SubmittingTraining {
  return newTraining(
    {
      id,
      teamId: "main",
      podId: "k1",
      request: { model: "deepedit", epochs: 3, pretrained: true },
      startedBy: { platform: "web", id: "ada", name: "Ada" },
      bootId: "life-1",
    },
    nowMs,
  );
}

/** The same once the server has taken it. */
export function runningTraining(id: string, nowMs = 0): RunningTraining {
  return submitted(askedTraining(id, nowMs), "task-1");
}

/** The same when all that follows from its end was done. */
export function settledTraining(id: string, nowMs = 0): EndedTraining {
  return settled(ended(askedTraining(id, nowMs), { state: "done" }, nowMs));
}
