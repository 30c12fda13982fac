import type { TaskId } from "../core/records/ids.ts";
import { findModel } from "../core/records/label-models.ts";
import type {
  EpochMetrics,
  Scores,
  TrainFailureCode,
  TrainingLog,
  TrainingStats,
  TrainOrder,
  TrainTask,
} from "../core/records/training.ts";

/** A training of the twin; how far it is follows from the time. */
export type SimulatedTraining = {
  readonly taskId: TaskId;
  readonly order: TrainOrder;
  readonly beganAtMs: number;
  readonly epochMs: number;
  /** What was labelled when it began: too few give no validation. */
  readonly labelled: number;
  readonly failureCode?: TrainFailureCode;
  readonly stoppedAtMs?: number;
};

const loadingMs = 2000;
const iterationsPerEpoch = 4;
const labels = ["liver", "spleen"] as const;

export function describeTask(training: SimulatedTraining, nowMs: number): TrainTask {
  const { taskId, order, failureCode } = training;
  const status = statusOf(training, nowMs);
  const clientId = order.parameters["client_id"];
  return {
    taskId,
    model: order.model,
    status,
    log: logOf(training, nowMs),
    ...(clientId === undefined ? {} : { clientId: String(clientId) }),
    ...(status === "error" && failureCode !== undefined ? { failureCode } : {}),
  };
}

/** Undefined before the first epoch that is validated, as there is no statistics file yet. */
export function describeStats(training: SimulatedTraining, nowMs: number): TrainingStats | undefined {
  const { epochs } = logOf(training, nowMs);
  const latest = epochs.at(-1);
  if (latest === undefined || training.failureCode !== undefined) return undefined;
  const bests = epochs.flatMap(({ validation, train }) => validation?.mean ?? train?.mean ?? []);
  return {
    startedAtS: training.beganAtMs / 1000,
    epoch: latest.epoch,
    totalEpochs: totalEpochs(training),
    bestMetric: Math.max(...bests),
    latest,
  };
}

export function isUnderWay(training: SimulatedTraining, nowMs: number): boolean {
  const status = statusOf(training, nowMs);
  return status === "submitted" || status === "running";
}

function statusOf(training: SimulatedTraining, nowMs: number): TrainTask["status"] {
  const { failureCode, stoppedAtMs } = training;
  const endedAtMs = endsAtMs(training);
  if (stoppedAtMs !== undefined && stoppedAtMs < endedAtMs) return "stopped";
  if (nowMs >= endedAtMs) return failureCode === undefined ? "done" : "error";
  return nowMs < training.beganAtMs + loadingMs ? "submitted" : "running";
}

/** One that fails does so after its first iteration. */
function endsAtMs(training: SimulatedTraining): number {
  const { beganAtMs, epochMs, failureCode } = training;
  const workMs = failureCode === undefined ? epochMs * totalEpochs(training) : epochMs / iterationsPerEpoch;
  return beganAtMs + loadingMs + workMs;
}

function totalEpochs({ order }: SimulatedTraining): number {
  return Number(order.parameters["max_epochs"] ?? findModel(order.model)?.defaultEpochs ?? 50);
}

function logOf(training: SimulatedTraining, nowMs: number): TrainingLog {
  const untilMs = Math.min(nowMs, training.stoppedAtMs ?? nowMs, endsAtMs(training));
  const worked = Math.max(0, untilMs - training.beganAtMs - loadingMs) / training.epochMs;
  const iterations = Math.floor(worked * iterationsPerEpoch);
  const total = totalEpochs(training);
  if (iterations === 0) return { totalEpochs: total, epochs: [] };
  return {
    epoch: Math.ceil(iterations / iterationsPerEpoch),
    totalEpochs: total,
    iteration: ((iterations - 1) % iterationsPerEpoch) + 1,
    iterationsPerEpoch,
    loss: round(1.2 / (1 + worked)),
    epochs: Array.from({ length: Math.floor(worked) }, (_, index) => metrics(training, index + 1)),
  };
}

function metrics({ order, labelled }: SimulatedTraining, epoch: number): EpochMetrics {
  const every = findModel(order.model)?.validationEvery ?? 1;
  const hasValidation = labelled >= 3 && order.parameters["val_split"] !== 0 && epoch % every === 0;
  return { epoch, train: scores(epoch, 0.9), ...(hasValidation ? { validation: scores(epoch, 0.85) } : {}) };
}

/** Rises fast at first and then ever slower towards `limit`. */
function scores(epoch: number, limit: number): Scores {
  const mean = limit * (1 - 1 / (1 + epoch / 2));
  const perLabel = labels.map((label, index) => [label, round(mean + (index === 0 ? 0.02 : -0.02))] as const);
  return { mean: round(mean), perLabel: Object.fromEntries(perLabel) };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
