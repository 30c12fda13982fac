import type { Use } from "../idle/next-use.ts";
import type { GivenUp } from "../market/unsuitable-machine.ts";
import type { LeaseTerms } from "../pods/lease-terms.ts";
import type { NextBest } from "../market/alternatives.ts";
import type { DiskRates } from "../money/pod-cost.ts";
import type { Attempt, Cloud, Offer } from "./offer.ts";
import type { Outage } from "../pods/next-outage.ts";
import type { LimitNotice, PodPolicy, Stop, Told, Warning } from "./pod-end.ts";
import type { Booking } from "../money/book-pod.ts";
import type { Run } from "./run.ts";
import type { SshKeys } from "../access/people-keys.ts";
import type { Failure, StepDone, StepNote, StepPlan } from "./step.ts";
import type { Person } from "./text.ts";

/** How people reach MONAI Label: directly, in the clear or by TLS with the pod's own certificate, or by the provider's HTTPS proxy. */
export type Access = "http" | "https" | "proxy";

/** What `/pod up` asked for; the defaults are in `settings.ts`. */
export type PodWishes = {
  /** GPUs by their provider's id or by name, in the order to try them; absent: any with enough memory, the favourites first. */
  readonly gpus?: readonly string[];
  /** The least memory of a GPU that is not named; absent: the setting. */
  readonly minMemoryGib?: number;
  readonly cloud: Cloud;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The only data centers that it may run in; absent: all of the country. */
  readonly dataCenterIds?: readonly string[];
  /** The most that a GPU may cost an hour; absent: any price. */
  readonly maxUsdPerHour?: number;
  /** Mbit/s, of community machines; absent: any speed. */
  readonly minDownloadMbps?: number;
  /** The network volume that it works on, in place of a disk on its host. */
  readonly volumeId?: string;
  readonly models: readonly string[];
  /** A DICOMweb URL, an absolute folder on the pod, or `synthetic`. */
  readonly studies: string;
  readonly usePretrained: boolean;
  readonly access: Access;
};

export type Address = { readonly host: string; readonly port: number };

/** A pod as its provider describes it at one moment. */
export type ListedPod = {
  readonly providerPodId: string;
  readonly name: string;
  readonly status: "provisioning" | "running" | "stopped" | "error" | "gone";
  readonly usdPerHour: number;
  readonly gpuName?: string;
  /** The provider's id of it, as in an offer. */
  readonly gpuId?: string;
  /** A pod can be started without any. */
  readonly gpuCount?: number;
  readonly cloud?: Cloud;
  readonly dataCenterId?: string;
  /** ISO 3166-1 alpha-2, where only that is told of its place. */
  readonly country?: string;
  /** The network volume that it has in place of a disk of its own. */
  readonly volumeId?: string;
  /** Whose it is, where labelpod made it and the provider remembers that. */
  readonly teamId?: string;
  /** How long its container has been up: stays near 0 while that crashes again and again. */
  readonly uptimeMs?: number;
  /** Absent until the machine runs and its addresses are known. */
  readonly machine?: Machine;
};

/** How a running pod is spoken to; it changes with each start. */
export type Machine = {
  readonly providerPodId: string;
  /** Start of this run at the provider, ISO 8601 or any other text that changes with each start. */
  readonly startId: string;
  readonly shell: Address;
  /** Where people reach MONAI Label. */
  readonly api: Address;
  /** The provider's HTTPS proxy for this pod, where people reach it by that. */
  readonly proxyUrl?: string;
  /** Where MONAI Label has to listen on the pod to be reached there. */
  readonly listen: Address;
  /** The folder that outlives a stop, absolute. */
  readonly workspace: string;
  /** Where its watchdog looks for its lease, absolute and outside of the workspace; absent on a pod that has no watchdog. */
  readonly leaseFile?: string;
};

/** Whether the provider has it up or coming up, and so charges for it. */
export function isUp({ status }: ListedPod): boolean {
  return status === "running" || status === "provisioning";
}

export type PodPhase = "starting" | "live" | "stopping" | "stopped" | "gone";

/** A pod from the wish to its end; one record in the store, changed by compare-and-set. */
export type Pod = {
  readonly id: string;
  readonly teamId: string;
  /** The name at the provider: unique, with the instance's id in it. */
  readonly name: string;
  readonly provider: string;
  readonly phase: PodPhase;
  readonly wishes: PodWishes;
  readonly askedBy: Person;
  readonly candidates?: readonly Offer[];
  /** What was tried in this run and could not be had, oldest first. */
  readonly attempts?: readonly Attempt[];
  /** What its disks cost in USD an hour beside the machine, and how long it lives at most: known before anything is rented. */
  readonly quote?: { readonly diskUsdPerHour: number; readonly lifeMs: number };
  /** What could be had instead, when nothing of what was wished could. */
  readonly nextBest?: NextBest;
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

/** What a pod's keys are made from: another run, or another change of the key, is another lock. */
export type Lock = { readonly podId: string; readonly run: number; readonly rotation: number };

export function lockOf(pod: Pod): Lock {
  return { podId: pod.id, run: pod.run.number, rotation: pod.rotations ?? 0 };
}
