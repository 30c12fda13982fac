import type { TrainingId } from "../records/ids.ts";
import { formatDuration } from "../common/format.ts";
import { line, mention, type Line } from "../records/text.ts";
import type { Failure } from "../records/step.ts";
import {
  isTrainingDice,
  type EpochMetrics,
  type TrainFailureCode,
  type Training,
} from "../records/training.ts";

export function trainingTitle(training: Training): string {
  const titles = {
    submitting: "is being submitted",
    running: "runs",
    done: "is done",
    failed: "failed",
    stopped: "was stopped",
    lost: "was lost",
  } as const;
  return `Training ${training.request.model} ${titles[training.state]}`;
}

export function startedBy(training: Training): Line {
  return line`Started by ${mention(training.startedBy)} on pod ${training.podId}`;
}

export function loadingText(): Line {
  return ["Loading the images; the first figures appear after the first iterations."];
}

/** Dice to three decimals; `0.535`. */
export function dice(value: number): string {
  return value.toFixed(3);
}

/** Says on which images a Dice was measured, and after which epoch. */
export function scoreName(metrics: EpochMetrics): string {
  return `${metrics.validation === undefined ? "Training Dice" : "Validation Dice"}, epoch ${metrics.epoch}`;
}

export function trainingDiceWarning(training: Training): Line | undefined {
  const { labelled, request } = training;
  if (!isTrainingDice(labelled, request.valSplit)) return undefined;
  const meaning = "this is Dice on the images trained on, not accuracy on new ones.";
  return labelled === undefined
    ? line`Nothing is held back: ${meaning}`
    : line`With ${labelled} labelled ${labelled === 1 ? "image" : "images"} nothing is held back: ${meaning}`;
}

/** "Best accuracy 0.535; the run before had 0.474 (+0.061)." */
export function comparison(best: number, before: number | undefined): Line {
  if (before === undefined) return line`Best accuracy ${dice(best)}; no earlier run to compare with.`;
  const change = best - before;
  return line`Best accuracy ${dice(best)}; the run before had ${dice(before)} (${change < 0 ? "−" : "+"}${dice(Math.abs(change))}).`;
}

export function noAccuracy(validationEvery: number): Line {
  return validationEvery === 1
    ? ["It ended without an accuracy: no validation was reached."]
    : line`It ended without an accuracy: this model is validated every ${validationEvery} epochs; train at least that many.`;
}

export function timeLeft(ms: number): string {
  return `about ${formatDuration(ms)} left`;
}

export function resumedTraining(): Line {
  return ["labelpod was restarted and follows the training again."];
}

const sentences: Readonly<Record<Exclude<TrainFailureCode, "unknown">, string>> = {
  "no-labels": "There was nothing to train on: submit labels from 3D Slicer, then train again.",
  "out-of-gpu-memory":
    "The GPU's memory was full: use a smaller batch, fewer models, or a pod with a larger GPU.",
  "out-of-memory":
    "The machine's memory was full, so the system ended the training: train on fewer images or use a larger pod.",
  "shape-mismatch":
    "Images, labels and model do not fit together: check the sizes, or train with pretrained:false and a new name.",
  "volume-too-small":
    "An image is smaller than the model's window: leave small images out or choose DeepEdit.",
  "unknown-model": "The server does not have that model: restart it with the model, then train again.",
};

/** The ways of failing that labelpod can explain. */
export const knownTrainingFailures = Object.keys(sentences);

/** The reference is the training's id: MONAI Label writes it into its log with the request, and the traceback after it. */
export function trainingFailure(failureCode: TrainFailureCode, trainingId: TrainingId): Failure {
  return {
    code: failureCode,
    sentence:
      failureCode === "unknown"
        ? `The training failed for a reason that labelpod does not know: look for the reference ${trainingId} in labelpod/server.log on the pod's volume.`
        : sentences[failureCode],
  };
}
