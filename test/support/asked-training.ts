import type { Training } from "../../src/core/records/training.ts";

/** The record right after a `/train` at that moment. */
export function askedTraining(id: string, nowMs = 0): Training {
  return {
    id,
    teamId: "main",
    podId: "k1",
    request: { model: "deepedit", epochs: 3, pretrained: true },
    startedBy: { platform: "web", id: "ada", name: "Ada" },
    state: "submitting",
    askedAtMs: nowMs,
    labelled: 0,
    progress: { movedAtMs: nowMs },
    bootId: "life-1",
  };
}

/** The same when all that follows from its end was done. */
export function settledTraining(id: string, nowMs = 0): Training {
  return { ...askedTraining(id, nowMs), state: "done", endedAtMs: nowMs, isSettled: true };
}
