import { z } from "zod";
import type {
  EndedTraining,
  EpochMetrics,
  RunningTraining,
  Scores,
  SubmittingTraining,
  Training,
  TrainingEpochs,
  TrainingFacts,
  TrainingProgress,
  TrainingRequest,
} from "../../core/records/training.ts";
import type { PastTraining } from "../../core/records/past-training.ts";
import { person } from "./person.ts";
import { failure } from "./run.ts";
import { count, ms, parts, type Shape, text, yes } from "./shape.ts";

const scores = parts<Scores>({ mean: z.number(), perLabel: z.record(text, z.number()) });
const metrics = parts<EpochMetrics>({
  epoch: count,
  train: scores.exactOptional(),
  validation: scores.exactOptional(),
});

export const trainingEpochs = parts<TrainingEpochs>({ points: z.array(metrics).readonly() });

const request = parts<TrainingRequest>({
  model: text,
  epochs: count,
  name: text.exactOptional(),
  pretrained: z.boolean(),
  earlyStop: z.number().exactOptional(),
  valSplit: z.number().exactOptional(),
  batch: z.number().exactOptional(),
});

const progress = parts<TrainingProgress>({
  epoch: count.exactOptional(),
  totalEpochs: count.exactOptional(),
  iteration: count.exactOptional(),
  iterationsPerEpoch: count.exactOptional(),
  loss: z.number().exactOptional(),
  latest: metrics.exactOptional(),
  best: z.number().exactOptional(),
  pace: parts<NonNullable<TrainingProgress["pace"]>>({ atMs: ms, fraction: z.number() }).exactOptional(),
  movedAtMs: ms,
});

const facts: Shape<TrainingFacts> = {
  id: text,
  teamId: text,
  podId: text,
  request,
  startedBy: person,
  askedAtMs: ms,
  statsBeforeS: z.number().exactOptional(),
  bestBefore: z.number().exactOptional(),
  labelled: count.exactOptional(),
  progress,
  stopAskedAtMs: ms.exactOptional(),
  bootId: text,
  resumedAtMs: ms.exactOptional(),
};

const submitting: z.ZodType<SubmittingTraining> = z.object({ ...facts, state: z.literal("submitting") });
const running: z.ZodType<RunningTraining> = z.object({ ...facts, state: z.literal("running"), taskId: text });
const ended: z.ZodType<EndedTraining> = z.object({
  ...facts,
  state: z.enum(["done", "failed", "stopped", "lost"]),
  taskId: text.exactOptional(),
  endedAtMs: ms,
  failure: failure.exactOptional(),
  isSettled: yes.exactOptional(),
});

export const pastTraining = parts<PastTraining>({
  startedBy: person,
  podId: text,
  model: text,
  labelled: count.exactOptional(),
  epochs: count,
  best: z.number().exactOptional(),
  bestBefore: z.number().exactOptional(),
  state: z.enum(["done", "failed", "stopped", "lost"]),
  askedAtMs: ms,
  endedAtMs: ms,
});

export const training: z.ZodType<Training> = z.union([submitting, running, ended]);
