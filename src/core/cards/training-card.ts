import type { Bar, Card, Field } from "../records/card.ts";
import { findModel } from "../records/label-models.ts";
import { estimateLeftMs, fractionDone } from "../training/training-progress.ts";
import type { EpochMetrics, Training } from "../records/training.ts";
import type { Line } from "../records/text.ts";
import * as words from "../words/training.ts";

const tones = {
  submitting: "working",
  running: "working",
  done: "good",
  failed: "bad",
  stopped: "quiet",
  lost: "bad",
} as const;

/** The live card of one training, edited until its end. */
export function trainingCard(training: Training, nowMs: number): Card {
  const isOpen = training.state === "submitting" || training.state === "running";
  return {
    key: `training:${training.id}`,
    teamId: training.teamId,
    tone: tones[training.state],
    outcome: isOpen ? "open" : training.state === "done" ? "succeeded" : "failed",
    title: words.trainingTitle(training),
    lines: trainingLines(training, isOpen),
    fields: trainingFields(training),
    ...(isOpen
      ? {
          bar: bar(training, nowMs),
          actions: [{ label: "Stop training", commandLine: "train stop", style: "danger" }],
        }
      : {}),
  };
}

/** The message at the end, which notifies who started it. */
export function trainingEndCard(training: Training): Card {
  const { best } = training.progress;
  const result =
    best === undefined
      ? words.noAccuracy(findModel(training.request.model)?.validationEvery ?? 1)
      : words.comparison(best, training.bestBefore);
  const warning = words.trainingDiceWarning(training);
  return {
    key: `training:${training.id}:end`,
    teamId: training.teamId,
    notify: training.startedBy,
    tone: tones[training.state],
    outcome: training.state === "done" ? "succeeded" : "failed",
    title: words.trainingTitle(training),
    lines: [
      ...(training.failure === undefined ? [] : [[training.failure.sentence]]),
      ...(training.state === "done" || best !== undefined ? [result] : []),
      ...(best !== undefined && warning !== undefined ? [warning] : []),
    ],
    fields: scoreFields(training),
  };
}

function trainingLines(training: Training, isOpen: boolean): readonly Line[] {
  const warning = words.trainingDiceWarning(training);
  return [
    words.startedBy(training),
    ...(isOpen && training.resumedAtMs !== undefined ? [words.resumedTraining()] : []),
    ...(isOpen && training.progress.epoch === undefined ? [words.loadingText()] : []),
    ...(warning === undefined ? [] : [warning]),
    ...(training.failure === undefined ? [] : [[training.failure.sentence]]),
  ];
}

function bar(training: Training, nowMs: number): Bar {
  const fraction = fractionDone(training.progress);
  const leftMs = estimateLeftMs(training, nowMs);
  const left = leftMs === undefined ? "" : `, ${words.timeLeft(leftMs)}`;
  return { fraction, label: `${Math.round(fraction * 100)} %${left}` };
}

function trainingFields(training: Training): readonly Field[] {
  const { epoch, totalEpochs, loss } = training.progress;
  return [
    ...(epoch === undefined
      ? []
      : [{ name: "Epoch", value: [`${epoch} of ${totalEpochs ?? training.request.epochs}`] }]),
    ...(loss === undefined ? [] : [{ name: "Loss", value: [loss.toFixed(4)] }]),
    ...scoreFields(training),
  ];
}

function scoreFields(training: Training): readonly Field[] {
  const { latest, best } = training.progress;
  return [
    ...latestScores(latest),
    ...(best === undefined ? [] : [{ name: "Best so far", value: [words.dice(best)] }]),
  ];
}

function latestScores(metrics: EpochMetrics | undefined): readonly Field[] {
  const scores = metrics?.validation ?? metrics?.train;
  if (metrics === undefined || scores === undefined) return [];
  const labels = perLabel(scores.perLabel);
  return [
    { name: words.scoreName(metrics), value: [words.dice(scores.mean)] },
    ...(labels === "" ? [] : [{ name: "Per label", value: [labels] }]),
  ];
}

function perLabel(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .slice(0, 12)
    .map(([label, value]) => `${label} ${words.dice(value)}`)
    .join(", ");
}
