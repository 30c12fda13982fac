import type { Billing, StoragePrices, Volumes } from "./account.ts";
import type { ActivityReading } from "../idle/next-use.ts";
import type { Card } from "../records/card.ts";
import type { Lease, PodMemo } from "../pods/lease-terms.ts";
import type { Asked, Offer, PodSpec } from "../records/offer.ts";
import type { Access, ListedPod, Machine, Pod } from "../records/pod.ts";
import type { ServerAddress } from "../records/server-address.ts";
import type { StepNote } from "../records/step.ts";
import type { ServerInfo } from "../records/server-info.ts";
import type { SshAccess } from "./ssh-access.ts";
import type { TrainOrder, TrainTask, TrainingStats } from "../records/training.ts";

/** Time, and the only way to wait. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts after `ms`, or when `parent` does. */
  deadline(ms: number, parent?: AbortSignal): AbortSignal;
};

/** Structured log: the text is static, everything that varies is data, and data holds ids and numbers only. */
export type Log = {
  info(event: string, data?: Readonly<Record<string, unknown>>): void;
  warn(event: string, data?: Readonly<Record<string, unknown>>): void;
  error(event: string, data?: Readonly<Record<string, unknown>>): void;
};

/** The pods of one account; every call may throw a `UserFacingError`. */
export type Pods = {
  /** All pods of the account, other people's too. */
  list(signal: AbortSignal): Promise<readonly ListedPod[]>;
  /** Undefined when the provider says that there is no such pod. */
  get(providerPodId: string, signal: AbortSignal): Promise<ListedPod | undefined>;
  /** @throws NoCapacityError, UnknownCreateError (look for the name before trying again) */
  create(spec: PodSpec, signal: AbortSignal): Promise<ListedPod>;
  /** Starting one that runs is no error. @throws NoCapacityError when its host has no free GPU. */
  start(providerPodId: string, signal: AbortSignal): Promise<void>;
  /**
   * Asks for the stop; it counts when `get` says stopped. Stopping one that is stopped is no error.
   * A provider that can be asked in several ways takes the next one with each `attempt`. @default attempt is 0
   */
  stop(providerPodId: string, signal: AbortSignal, attempt?: number): Promise<void>;
  /** Deletes the pod and its volume; deleting one that is gone is no error. `attempt` as for `stop`. */
  remove(providerPodId: string, signal: AbortSignal, attempt?: number): Promise<void>;
};

/** What can be rented now. */
export type Market = {
  offers(wishes: Asked, signal: AbortSignal): Promise<readonly Offer[]>;
};

export type RemoteFile = { readonly path: string; readonly content: string; readonly mode: number };

export type RemoteCommand = {
  /** Program and arguments; each is passed on as it is, whatever characters it holds. */
  readonly argv: readonly string[];
  readonly timeoutMs: number;
};

export type RemoteResult = { readonly exitCode: number; readonly stdout: string };

/** Commands and files on a pod. What a command wrote to its error stream stays there. */
export type RemoteShell = {
  /** @throws UnreachableError when the pod can't be reached or the time is over. */
  run(machine: Machine, command: RemoteCommand, signal: AbortSignal): Promise<RemoteResult>;
  /** Writes each file whole or not at all, with folders made as needed. @throws UnreachableError */
  upload(machine: Machine, files: readonly RemoteFile[], signal: AbortSignal): Promise<void>;
  /** Forgets connections to this machine. */
  forget(machine: Machine): Promise<void>;
  /** Absent where machines have no SSH server. */
  readonly ssh?: SshAccess;
};

/** One place where pods come from. */
export type Provider = {
  readonly id: string;
  readonly pods: Pods;
  readonly market: Market;
  readonly shell: RemoteShell;
  /** The ways in which people can reach MONAI Label on its pods. */
  readonly accesses: readonly Access[];
  /** Absent where there are no network volumes. */
  readonly volumes?: Volumes;
  /** Absent where nothing is charged for. */
  readonly billing?: Billing;
  readonly storagePrices?: StoragePrices;
};

/** MONAI Label's REST API at an address. A call that times out means busy, not down. */
export type LabelServer = {
  /** Whether it answers at all; cheap, and true while the PACS is away. */
  answers(server: ServerAddress, signal: AbortSignal): Promise<boolean>;
  /** @throws UnreachableError */
  info(server: ServerAddress, signal: AbortSignal): Promise<ServerInfo>;
  /** @throws UserFacingError `training-runs` when one runs already, `UnreachableError`. */
  train(server: ServerAddress, order: TrainOrder, signal: AbortSignal): Promise<TrainTask>;
  /** All tasks since the server's start, oldest first. @throws UnreachableError */
  tasks(server: ServerAddress, signal: AbortSignal): Promise<readonly TrainTask[]>;
  /** Ends the running training. @throws UnreachableError */
  stopTraining(server: ServerAddress, signal: AbortSignal): Promise<void>;
};

/** What a look at a step found; the note says how far one is that is under way. */
export type StepLook = {
  readonly state: "todo" | "under-way" | "done";
  readonly note?: StepNote;
  /** SHA-256 of the certificate that the pod shows, 64 hex digits in small letters, where it was found. */
  readonly certificate?: string;
};

/**
 * A step of work on a pod. `look` is asked first; only for `todo` is `begin` called, which may run twice and returns
 * within a minute. A failure left over from an earlier bring-up is `todo` as long as `pod.step.beganAtMs` is absent.
 */
export type SoftwareStep = {
  readonly name: string;
  readonly expectedMs: number;
  readonly timeoutMs: number;
  /** @throws UserFacingError when the step has failed for good. */
  look(site: Site, signal: AbortSignal): Promise<StepLook>;
  begin(site: Site, signal: AbortSignal): Promise<void>;
};

/** A running pod with what is wanted on it. */
export type Site = { readonly pod: Pod; readonly machine: Machine; readonly shell: RemoteShell };

/** What labelpod puts on a pod, and what can be read there. */
export type PodSoftware = {
  /**
   * In order, from an empty volume to a server that answers on the pod. A server that runs with other settings than
   * `pod.wishes` is `todo`, so that changing the wishes and walking the steps again restarts it.
   */
  readonly steps: readonly SoftwareStep[];
  /** @throws UnreachableError */
  activity(site: Site, signal: AbortSignal): Promise<ActivityReading>;
  /** Statistics per model, read from their files: the server's own answer fails while a figure is not a number. */
  stats(site: Site, signal: AbortSignal): Promise<Readonly<Record<string, TrainingStats>>>;
  /** Puts the keys of the pod's lock on it, with the team's logins; from then on only they open it. @throws UnreachableError */
  lock(site: Site, signal: AbortSignal): Promise<void>;
  /** Starts the gate, which starts the server, where it is gone; does nothing where it runs. @throws UserFacingError */
  mend(site: Site, signal: AbortSignal): Promise<void>;
  /** Brings the lease to the pod's watchdog; does nothing where there is none. @throws UnreachableError */
  renew(site: Site, lease: Lease, signal: AbortSignal): Promise<void>;
  /** What the last lease said of the pod's record; undefined where there is none. @throws UnreachableError */
  recall(site: Site, signal: AbortSignal): Promise<PodMemo | undefined>;
};

/** Shows cards to the team on one or all platforms; returns when the card is safely recorded, not when it is seen. */
export type Chat = {
  /** The same card twice does nothing; the same key with other content edits; a new key is a new message. */
  show(card: Card): Promise<void>;
};

/** A stored value with the revision that a change must name. */
export type Stored<T> = {
  readonly id: string;
  readonly teamId: string;
  readonly revision: number;
  readonly value: T;
};

/** Records of one kind. */
export type Collection<T> = {
  get(teamId: string, id: string): Promise<Stored<T> | undefined>;
  /** @throws ConflictError when it exists. */
  create(teamId: string, id: string, value: T): Promise<Stored<T>>;
  /** @throws ConflictError when the revision is not the stored one any more. */
  replace(stored: Stored<T>, value: T): Promise<Stored<T>>;
  /** @throws ConflictError as `replace`. */
  remove(stored: Stored<T>): Promise<void>;
  /** Of one team, or of all. */
  list(teamId?: string): Promise<readonly Stored<T>[]>;
};

/** `stop` is for stops alone, so that nothing slow ever delays one. */
export type Lane = "stop" | "watch" | "work";

/** What a queue has to know of a job. */
export type JobRef<P> = {
  readonly name: string;
  readonly lane: Lane;
  /** Payloads are parsed again on arrival: they may have been written by an older version. */
  parse(payload: unknown): P;
  /** At most one unfinished job of the same name and key exists. */
  key(payload: P): string;
};

export type JobQueue = {
  /** Does nothing when one with this key is waiting, delayed or running. */
  add<P>(job: JobRef<P>, payload: P, options?: { readonly delayMs?: number }): Promise<void>;
  /** One repeating schedule per job name for the whole deployment; calling it again changes the interval. */
  every<P>(job: JobRef<P>, payload: P, intervalMs: number): Promise<void>;
};
