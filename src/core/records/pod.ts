import type { PodId, TeamId, ProviderPodId } from "./ids.ts";
import type { DiskRates, Booking } from "./ledger.ts";
import type { Offer } from "./offer.ts";
import type { GoneRun, LiveRun, RunFacts, StartingRun, StoppedRun, StoppingRun } from "./run.ts";
import type { SshKeys } from "./person-key.ts";
import type { ShownBy, Unshown } from "./shown-by.ts";
import type { Person } from "./text.ts";
import type { PodRequest } from "./pod-request.ts";
import type { Lock } from "./pod-lock.ts";

/** What a pod is from its first start to its end; what belongs to one run of it lies in the run. */
export type KeptOfPod = {
  readonly id: PodId;
  readonly teamId: TeamId;
  /** The name at the provider: unique, with the instance's id in it. */
  readonly name: string;
  readonly provider: string;
  readonly request: PodRequest;
  readonly askedBy: Person;
  readonly offer?: Offer;
  /** Set while a create call may have made a pod whose id is not known; it is looked for by name. */
  readonly uncertainSinceMs?: number;
  readonly providerPodId?: ProviderPodId;
  /** When it was last asked to be up, or its id became known: for a while after that it may be missing from what the provider says. */
  readonly upAskedAtMs?: number;
  readonly usdPerHour?: number;
  /** How often its server was told to start again; a server of another count is not the one that is wanted. */
  readonly restarts?: number;
  /** People's own, on this pod alone. */
  readonly sshKeys?: SshKeys;
  /** The store knew nothing of its machine: a sweep made the record, until the pod tells more. */
  readonly isAdopted?: true;
  /** Of the container that it was rented with; absent in records of older versions. */
  readonly containerDiskGib?: number;
  /** Of its own disks; absent where they are free, or not known yet. */
  readonly disk?: DiskRates;
  readonly booking?: Booking;
  /** By whose key its machine was shown last, or asked for; absent in records of older versions. */
  readonly shownBy?: ShownBy;
  /** Set while the present key is not shown its machine, which may be there all the same. */
  readonly unshown?: Unshown;
};

/** One that comes up: its machine is looked for, rented, and walked through the steps. */
export type StartingPod = KeptOfPod & { readonly phase: "starting"; readonly run: StartingRun };
export type LivePod = KeptOfPod & { readonly phase: "live"; readonly run: LiveRun };
/** One whose stop is ordered, and not confirmed by its provider yet. */
export type StoppingPod = KeptOfPod & { readonly phase: "stopping"; readonly run: StoppingRun };
export type StoppedPod = KeptOfPod & { readonly phase: "stopped"; readonly run: StoppedRun };
export type GonePod = KeptOfPod & { readonly phase: "gone"; readonly run: GoneRun };

/** A pod from the request to its end; one record in the store, changed by compare-and-set. */
export type Pod = StartingPod | LivePod | StoppingPod | StoppedPod | GonePod;

export type PodPhase = Pod["phase"];
/** One that is up or coming up, and nothing has ordered its stop. */
export type WantedPod = StartingPod | LivePod;

/** The pod with these parts of its run changed. */
export function withRun<P extends Pod>(pod: P, part: Partial<RunFacts>): P;
export function withRun<P extends Pod>(pod: P, part: Partial<P["run"]>): P;
export function withRun<P extends Pod>(pod: P, part: Partial<P["run"]>): P {
  return { ...pod, run: { ...pod.run, ...part } };
}

type OptionalPart<R> = { [K in keyof R]-?: object extends Pick<R, K> ? K : never }[keyof R];

/** The pod without these parts of its run, which its phase may do without. */
export function withoutRun<P extends Pod>(pod: P, ...parts: readonly OptionalPart<P["run"]>[]): P;
export function withoutRun(pod: Pod, ...parts: readonly string[]): object {
  const kept = Object.entries(pod.run).filter(([name]) => !parts.includes(name));
  return { ...pod, run: Object.fromEntries(kept) };
}

/** The pod with something new in its run, which the ledger may not have. */
export function withNews(pod: Pod, news: Partial<RunFacts>): Pod {
  return withRun(pod.phase === "gone" ? withoutRun(pod, "isBooked") : pod, news);
}

/** Whether the provider may be charging for it. */
export function isBilling(pod: Pod): boolean {
  return isWanted(pod) || pod.phase === "stopping";
}

/** Whether it is up or coming up, and nothing has ordered its stop. */
export function isWanted(pod: Pod): pod is WantedPod {
  return isWantedPhase(pod.phase);
}

export function isWantedPhase(phase: PodPhase): phase is WantedPod["phase"] {
  return phase === "starting" || phase === "live";
}

/** Whether it has ended without its end being told yet. */
export function isUnclosed(pod: Pod): pod is StoppedPod | GonePod {
  return (pod.phase === "stopped" || pod.phase === "gone") && pod.run.isClosed !== true;
}

/** Whether the sweep has still to do with it: until it is gone, its end was told, and the ledger has all of it. */
export function isPodOpen({ phase, run }: Pod): boolean {
  return phase !== "gone" || run.isClosed !== true || run.isBooked !== true;
}

export function lockOf({ id, run }: Pick<Pod, "id" | "run">): Lock {
  return { podId: id, run: run.number, rotation: run.rotations ?? 0 };
}

/** Since when the machine of this run is paid for. */
export function paidFromMs({
  run,
}: {
  readonly run: Pick<Pod["run"], "paidFromMs" | "startedAtMs">;
}): number {
  return run.paidFromMs ?? run.startedAtMs;
}

/** Whether it waits, and surely has no machine meanwhile that could be charged for. */
export function isOnlyWaiting({ run, uncertainSinceMs }: Pod): boolean {
  return run.waiting !== undefined && uncertainSinceMs === undefined;
}
