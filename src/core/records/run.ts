import type { PodId, TrainingId } from "./ids.ts";
import type { GivenUp, Alternatives, Attempt, Offer } from "./offer.ts";
import type { LeaseTerms } from "./lease-terms.ts";
import type { Machine } from "./machine.ts";
import type { Outage } from "./outage.ts";
import type { LimitNotice, PodPolicy, Stop, Told, Warning } from "./pod-end.ts";
import type { Failure, Step, StepDone, StepPlan } from "./step.ts";
import type { Use } from "./use.ts";
import type { WithParts } from "./with-parts.ts";

/** Settings as texts, by the names of their options; where new pods are made and their image have names of their own. */
export type SettingTexts = Readonly<Record<string, string>>;

/** The settings at the start of a run, as far as a pod keeps them from start to start. */
export type RunSettings = {
  /** As they were when the pod went by them last; absent in records of older versions. */
  readonly settings?: SettingTexts;
  /** What was changed since and is not taken in this run: what the next start can take, and what new pods alone take. */
  readonly untaken?: { readonly atStart: readonly string[]; readonly fresh: readonly string[] };
};

/** What a person has said of one run when it was asked for. */
export type RunOrder = {
  readonly policy?: PodPolicy;
  /** Until when it goes on to look for a GPU that is free. */
  readonly waitUntilMs?: number;
  /** An admin let this run start although the month's budget was used up. */
  readonly isBeyondBudget?: true;
  /** The pod whose place it takes: that one is deleted once this one is rented. */
  readonly replaces?: PodId;
};

/** What is written down of a run whatever phase it is in: life of the pod from one start to the next stop, the unit of cost. */
export type RunFacts = RunSettings &
  Omit<RunOrder, "waitUntilMs"> & {
    readonly number: number;
    readonly startedAtMs: number;
    /** Since when its machine is paid for, which may be long after the request; absent: since the start. */
    readonly paidFromMs?: number;
    /** When it had one after a time of waiting for a free one. */
    readonly foundAtMs?: number;
    /** When its machine was first seen up; one that is found stopped later was stopped by somebody. */
    readonly upAtMs?: number;
    readonly liveAtMs?: number;
    /** Where people were told to reach it, without keys, in order; all but the last are out of date. */
    readonly addresses?: readonly string[];
    /** What it had cost when a machine of it was given up last; that of its present machine comes on top from then on. */
    readonly spent?: { readonly usd: number; readonly untilMs: number };
    readonly trainings: number;
    /** The training counted last, so that none is counted twice. */
    readonly lastTrainingId?: TrainingId;
    /** Each model that was trained, with the best accuracy of this run where there is one. */
    readonly trained?: readonly TrainedModel[];
    /** Images with a final label. */
    readonly labels?: LabelCount;
    /** How many images had one when they were counted last in a run before. */
    readonly labelsBefore?: number;
    readonly labelsFailedAtMs?: number;
    /** What its disks cost in USD an hour beside the machine, and how long it lives at most: known before anything is rented. */
    readonly quote?: { readonly diskUsdPerHour: number; readonly lifeMs: number };
    /** What was tried and could not be had, oldest first. */
    readonly attempts?: readonly Attempt[];
    /** What could be had instead, when nothing of what was asked for could. */
    readonly nextBest?: Alternatives;
    /** The step that is under way, or was last. */
    readonly step: Step;
    readonly stepsDone: readonly StepDone[];
    /** All steps of this bring-up in order, set by its first job. */
    readonly plan?: readonly StepPlan[];
    /** How often its key was changed. */
    readonly rotations?: number;
    /** SHA-256 of its gate's certificate, 64 hex digits in small letters; known once the server runs. */
    readonly certificate?: string;
    /** What the team's channel was told of its end. */
    readonly told?: Told;
    /** What was told last of MONAI Label having been down. */
    readonly outage?: Outage;
    /** Set while it can't be spoken to although its provider has it up: the team was told. */
    readonly unreachable?: { readonly sinceMs: number; readonly isOver?: true };
    /** When its stop was called off last, since somebody came back to it. */
    readonly calledOffAtMs?: number;
    /** A command took over a machine of which the store knew nothing. */
    readonly isTakenOver?: true;
    /** The life of the bot that last worked on it, and when a later life took it over. */
    readonly bootId: string;
    readonly resumedAtMs?: number;
  };

/** What a run has in some phases only. */
export type PhaseParts = {
  readonly candidates: readonly Offer[];
  readonly waitUntilMs: number;
  /** While it waits for a free GPU: since when, and when it looked last. */
  readonly waiting: { readonly sinceMs: number; readonly lookedAtMs: number };
  /** Its machine won't do, and is released before the search goes on. */
  readonly givenUp: GivenUp;
  readonly machine: Machine;
  readonly liveAtMs: number;
  readonly use: Use;
  readonly warning: Warning;
  readonly notice: LimitNotice;
  /** Set from a change of its key until the pod has the new one. */
  readonly isRotating: true;
  /** What was brought to its watchdog last, and when. */
  readonly lease: { readonly renewedAtMs: number; readonly terms: LeaseTerms };
  readonly failure: Failure;
  readonly stop: Stop;
  readonly endedAtMs: number;
  /** Its end was told to the channel, and whatever trained has ended. */
  readonly isClosed: true;
  /** Nothing of it has to be written into the ledger any more. */
  readonly isBooked: true;
  /** When the pod was known to be gone with its disk. */
  readonly goneAtMs: number;
};

type RunWith<Has extends keyof PhaseParts, May extends keyof PhaseParts> = WithParts<
  RunFacts,
  PhaseParts,
  Has,
  May
>;

type SearchParts = "candidates" | "waitUntilMs" | "waiting" | "givenUp";
type UpParts = "machine" | "use" | "warning" | "notice" | "isRotating" | "lease";

export type StartingRun = RunWith<never, SearchParts | UpParts>;
export type LiveRun = RunWith<"machine" | "liveAtMs", Exclude<UpParts, "machine"> | "waitUntilMs">;
/** What was known while it was up is there until the stop is confirmed; one that was stopped before may be stopped once more. */
export type StoppingRun = RunWith<
  "stop",
  Exclude<SearchParts | UpParts, "warning" | "notice"> | "failure" | "endedAtMs"
>;
/** One that was found stopped, and of which nothing else is known, has no order to stop. */
export type StoppedRun = RunWith<"endedAtMs", "stop" | "failure" | "isClosed">;
export type GoneRun = RunWith<"endedAtMs" | "goneAtMs" | "stop", "failure" | "isClosed" | "isBooked">;

export type Run = StartingRun | LiveRun | StoppingRun | StoppedRun | GoneRun;

export type TrainedModel = { readonly model: string; readonly bestDice?: number };

/** `countedAtMs` tells whether something was submitted since. */
export type LabelCount = { readonly atFirst: number; readonly now: number; readonly countedAtMs: number };
