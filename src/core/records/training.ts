import type { WithParts } from "./with-parts.ts";
import type { TaskId, PodId, TeamId, TrainingId } from "./ids.ts";
import type { Failure } from "./step.ts";
import type { Person } from "./text.ts";

/** What `/train` asked for; absent options are left to the trainer's own defaults. */
export type TrainingRequest = {
  readonly model: string;
  readonly epochs: number;
  readonly name?: string;
  readonly pretrained: boolean;
  readonly earlyStop?: number;
  readonly valSplit?: number;
  readonly batch?: number;
};

/** What the training's own log says so far; epochs and iterations count from 1. */
export type TrainingLog = {
  readonly epoch?: number;
  readonly totalEpochs?: number;
  readonly iteration?: number;
  readonly iterationsPerEpoch?: number;
  readonly loss?: number;
  /** Metrics per epoch as far as the log tail reaches back. */
  readonly epochs: readonly EpochMetrics[];
};

/** `validation` is absent while an epoch has only been trained on, and where there is no validation set. */
export type EpochMetrics = {
  readonly epoch: number;
  readonly train?: Scores;
  readonly validation?: Scores;
};

/** Dice from 0 to 1, the mean and per label. */
export type Scores = { readonly mean: number; readonly perLabel: Readonly<Record<string, number>> };

/** The server's statistics file of one model; `startedAtS` is in epoch seconds of the pod's clock and names the run. */
export type TrainingStats = {
  readonly startedAtS: number;
  readonly epoch: number;
  readonly totalEpochs: number;
  readonly bestMetric?: number;
  readonly latest?: EpochMetrics;
};

/** A training as the label server is asked for it, in MONAI Label's own words; `client_id` carries the training's id. */
export type TrainOrder = {
  readonly model: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
};

/** One task of the label server. */
export type TrainTask = {
  readonly taskId: TaskId;
  readonly model: string;
  /** Who asked for it: a training's id when labelpod did. */
  readonly clientId?: string;
  readonly status: "submitted" | "running" | "done" | "error" | "stopped";
  readonly log: TrainingLog;
  /** Set for `error`, from a fixed list. */
  readonly failureCode?: TrainFailureCode;
};

export type TrainFailureCode =
  | "no-labels"
  | "out-of-gpu-memory"
  | "out-of-memory"
  | "shape-mismatch"
  | "volume-too-small"
  | "unknown-model"
  | "unknown";

/** What is written down of a training whatever state it is in. */
export type TrainingFacts = {
  readonly id: TrainingId;
  readonly teamId: TeamId;
  readonly podId: PodId;
  readonly request: TrainingRequest;
  readonly startedBy: Person;
  readonly askedAtMs: number;
  /** Start of the previous run's statistics, so that they are not taken for this run's. */
  readonly statsBeforeS?: number;
  /** The best accuracy of the run before, if there was one. */
  readonly bestBefore?: number;
  /** Images with a final label; absent until the server was asked for them. */
  readonly labelled?: number;
  readonly progress: TrainingProgress;
  /** Set when somebody wants it ended, so that a busy server is asked until it has ended. */
  readonly stopAskedAtMs?: number;
  readonly bootId: string;
  readonly resumedAtMs?: number;
};

/** What a training has in some states only. */
export type TrainingParts = {
  /** The server's name for it. */
  readonly taskId: TaskId;
  readonly endedAtMs: number;
  readonly failure: Failure;
  /** Its end was counted in the pod's run, its place is free and the channel was told. */
  readonly isSettled: true;
};

type TrainingWith<Has extends keyof TrainingParts, May extends keyof TrainingParts> = WithParts<
  TrainingFacts,
  TrainingParts,
  Has,
  May
>;

export type SubmittingTraining = TrainingWith<never, never> & { readonly state: "submitting" };
export type RunningTraining = TrainingWith<"taskId", never> & { readonly state: "running" };
/** One that ended before it ran has no name at the server. */
export type EndedTraining = TrainingWith<"endedAtMs", "taskId" | "failure" | "isSettled"> & {
  readonly state: "done" | "failed" | "stopped" | "lost";
};
export type OpenTraining = SubmittingTraining | RunningTraining;

/** A training from the request to its end; one record in the store, changed by compare-and-set. */
export type Training = OpenTraining | EndedTraining;
export type TrainingState = Training["state"];

export type TrainingProgress = Omit<TrainingLog, "epochs"> & {
  /** Metrics of the newest epoch that has any; those before lie apart, in `TrainingEpochs`. */
  readonly latest?: EpochMetrics;
  readonly best?: number;
  /** Where it stood when it was first seen to move, to tell its pace without the time that loading took. */
  readonly pace?: { readonly atMs: number; readonly fraction: number };
  /** Last time that something moved, to tell a stalled training. */
  readonly movedAtMs: number;
};

/** The metrics of a training's epochs in order, thinned; it ends with the training's own record. */
export type TrainingEpochs = { readonly points: readonly EpochMetrics[] };

/** Labels too few for a validation case: the accuracy is then that of the cases trained on. Measured: 1 and 2 labels give none. */
export function isTrainingDice(labelled: number | undefined, valSplit: number | undefined): boolean {
  return (labelled !== undefined && labelled < 3) || valSplit === 0;
}

/** Whether the training has not ended yet. */
export function isOpen(training: Training): training is OpenTraining {
  return training.state === "submitting" || training.state === "running";
}

/** Whether a job still has to do with it: until its end is told, not only until it has ended. */
export function isUnsettled(training: Training): boolean {
  return isOpen(training) || training.isSettled !== true;
}
