import { defined } from "../common/defined.ts";
/** Settings as texts, by the names of their options; where new pods are made and their image have names of their own. */
export type SettingTexts = Readonly<Record<string, string>>;

/** The settings at the start of a run, as far as a pod keeps them from start to start. */
export type RunSettings = {
  /** As they were when the pod went by them last; absent in records of older versions. */
  readonly settings?: SettingTexts;
  /** What was changed since and is not taken in this run: what the next start can take, and what new pods alone take. */
  readonly untaken?: { readonly atStart: readonly string[]; readonly fresh: readonly string[] };
};

/** Life of the pod from one start to the next stop, the unit of cost. */
export type Run = RunSettings & {
  readonly number: number;
  readonly startedAtMs: number;
  /** Since when its machine is paid for, which may be long after the wish; absent: since the start. */
  readonly paidFromMs?: number;
  /** When it had one after a time of waiting for a free one. */
  readonly foundAtMs?: number;
  /** When its machine was first seen up; one that is found stopped later was stopped by somebody. */
  readonly upAtMs?: number;
  readonly liveAtMs?: number;
  /** Where people were told to reach it, without keys, in order; all but the last are out of date. */
  readonly addresses?: readonly string[];
  readonly endedAtMs?: number;
  /** What it had cost when a machine of it was given up last; that of its present machine comes on top from then on. */
  readonly spent?: { readonly usd: number; readonly untilMs: number };
  readonly trainings: number;
  /** The training counted last, so that none is counted twice. */
  readonly lastTrainingId?: string;
  /** Each model that was trained, with the best accuracy of this run where there is one. */
  readonly trained?: readonly TrainedModel[];
  /** Images with a final label. */
  readonly labels?: LabelCount;
  /** How many images had one when they were counted last in a run before. */
  readonly labelsBefore?: number;
  readonly labelsFailedAtMs?: number;
  /** Its end was told to the channel, and whatever trained has ended. */
  readonly isClosed?: true;
};

/** The one that begins when the pod is started again. */
export function nextRun({ number, labels, labelsBefore }: Run, nowMs: number): Run {
  const counted = labels?.now ?? labelsBefore;
  return {
    number: number + 1,
    startedAtMs: nowMs,
    trainings: 0,
    ...defined({ labelsBefore: counted }),
  };
}

export type TrainedModel = { readonly model: string; readonly bestDice?: number };

/** `countedAtMs` tells whether something was submitted since. */
export type LabelCount = { readonly atFirst: number; readonly now: number; readonly countedAtMs: number };
