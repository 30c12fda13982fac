import type { Use } from "./use.ts";
import type { GivenUp, Alternatives, Attempt, Offer } from "./offer.ts";
import type { LeaseTerms } from "./lease.ts";
import type { DiskRates, Booking } from "./ledger.ts";
import type { Outage } from "./outage.ts";
import type { LimitNotice, PodPolicy, Stop, Told, Warning } from "./pod-end.ts";
import type { Run } from "./run.ts";
import type { SshKeys } from "./person-key.ts";
import type { Failure, StepDone, StepNote, StepPlan } from "./step.ts";
import type { Person } from "./text.ts";
import type { Machine } from "./machine.ts";
import type { PodRequest } from "./pod-request.ts";
import type { Lock } from "./pod-lock.ts";

export type PodPhase = "starting" | "live" | "stopping" | "stopped" | "gone";

/** A pod from the wish to its end; one record in the store, changed by compare-and-set. */
export type Pod = {
  readonly id: string;
  readonly teamId: string;
  /** The name at the provider: unique, with the instance's id in it. */
  readonly name: string;
  readonly provider: string;
  readonly phase: PodPhase;
  readonly request: PodRequest;
  readonly askedBy: Person;
  readonly candidates?: readonly Offer[];
  /** What was tried in this run and could not be had, oldest first. */
  readonly attempts?: readonly Attempt[];
  /** What its disks cost in USD an hour beside the machine, and how long it lives at most: known before anything is rented. */
  readonly quote?: { readonly diskUsdPerHour: number; readonly lifeMs: number };
  /** What could be had instead, when nothing of what was wished could. */
  readonly nextBest?: Alternatives;
  /** Until when it goes on to look for a GPU that is free. */
  readonly waitUntilMs?: number;
  /** While it waits for one: since when, and when it looked last. */
  readonly waiting?: { readonly sinceMs: number; readonly lookedAtMs: number };
  /** The pod whose place it takes: that one is deleted once this one is rented. */
  readonly replaces?: string;
  readonly offer?: Offer;
  /** Set while a create call may have made a pod whose id is not known; it is looked for by name. */
  readonly uncertainSinceMs?: number;
  /** Its machine won't do, and is released before the search goes on. */
  readonly givenUp?: GivenUp;
  readonly providerPodId?: string;
  /** When it was last asked to be up, or its id became known: for a while after that it may be missing from what the provider says. */
  readonly upAskedAtMs?: number;
  readonly usdPerHour?: number;
  readonly machine?: Machine;
  readonly run: Run;
  /** The step that is under way; its `beganAtMs` is set when its work was first begun. */
  readonly step: {
    readonly name: string;
    readonly enteredAtMs: number;
    readonly beganAtMs?: number;
    /** When somebody went on with it last, to a quarter of a minute, and how long in all nobody did. */
    readonly seenAtMs?: number;
    readonly awayMs?: number;
    readonly note?: StepNote;
  };
  readonly stepsDone: readonly StepDone[];
  /** How often its server was told to start anew; a server of another count is not the wished one. */
  readonly restarts?: number;
  /** How often its key was changed in this run. */
  readonly rotations?: number;
  /** Set from a change of its key until the pod has the new one. */
  readonly isRotating?: true;
  /** People's own, on this pod alone. */
  readonly sshKeys?: SshKeys;
  /** SHA-256 of its gate's certificate, 64 hex digits in small letters; known once the server runs. */
  readonly certificate?: string;
  /** All steps of this bring-up in order, set by its first job. */
  readonly plan?: readonly StepPlan[];
  readonly use?: Use;
  readonly policy?: PodPolicy;
  readonly warning?: Warning;
  readonly notice?: LimitNotice;
  /** What of these the team's channel was told. */
  readonly told?: Told;
  /** What was brought to its watchdog last, and when. */
  readonly lease?: { readonly renewedAtMs: number; readonly terms: LeaseTerms };
  /** Set while it can't be spoken to although its provider has it up: the team was told. */
  readonly unreachable?: { readonly sinceMs: number; readonly isOver?: true };
  /** The store knew nothing of its machine: a sweep made the record, until the pod tells more, or a command took the machine over. */
  readonly isAdopted?: true;
  readonly isTakenOver?: true;
  /** What was told last of MONAI Label having been down in this run. */
  readonly outage?: Outage;
  readonly stop?: Stop;
  /** When it was known to be gone with its disk. */
  readonly goneAtMs?: number;
  /** Of its own disks; absent where they are free, or not known yet. */
  readonly disk?: DiskRates;
  readonly booking?: Booking;
  /** An admin let this run start although the month's budget was used up. */
  readonly isBeyondBudget?: true;
  readonly failure?: Failure;
  /** The life of the bot that last worked on it, and when a later life took it over. */
  readonly bootId: string;
  readonly resumedAtMs?: number;
};

/** Whether the provider may be charging for it. */
export function isBilling(pod: Pod): boolean {
  return isWanted(pod) || pod.phase === "stopping";
}

/** Whether it is up or coming up, and nothing has ordered its stop. */
export function isWanted({ phase }: Pick<Pod, "phase">): boolean {
  return phase === "starting" || phase === "live";
}

/** Whether it has ended without its end being told yet. */
export function isUnclosed(pod: Pod): boolean {
  return (pod.phase === "stopped" || pod.phase === "gone") && pod.run.isClosed !== true;
}

export function lockOf(pod: Pod): Lock {
  return { podId: pod.id, run: pod.run.number, rotation: pod.rotations ?? 0 };
}

/** Since when the machine of this run is paid for. */
export function paidFromMs({ run }: Pick<Pod, "run">): number {
  return run.paidFromMs ?? run.startedAtMs;
}

/** Whether it waits, and surely has no machine meanwhile that could be charged for. */
export function isOnlyWaiting({ waiting, uncertainSinceMs }: Pod): boolean {
  return waiting !== undefined && uncertainSinceMs === undefined;
}
