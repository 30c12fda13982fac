import type { StepName, StepNote } from "../records/step.ts";
import type { Pod } from "../records/pod.ts";
import type { Machine } from "../records/machine.ts";
import type { RemoteShell } from "./shell.ts";
import type { ActivityReading } from "../records/use.ts";
import type { TrainingStats } from "../records/training.ts";
import type { Lease, PodMemo, TimesLeft } from "../records/lease.ts";

/** What a look at a step found; the note says how far one is that is under way. */
export type StepLook = {
  readonly state: "todo" | "under-way" | "done";
  readonly note?: StepNote;
  /** SHA-256 of the certificate that the pod shows, 64 hex digits in small letters, where it was found. */
  readonly certificate?: string;
};

/**
 * A step of work on a pod. `look` is asked first; only for `todo` is `begin` called, which may run twice and returns
 * within a minute. A failure left over from an earlier bring-up is `todo` as long as `pod.run.step.beganAtMs` is absent.
 */
export type SoftwareStep = {
  readonly name: StepName;
  readonly expectedMs: number;
  readonly timeoutMs: number;
  /** @throws UserFacingError when the step has failed for good. */
  look(site: RunningPod, signal: AbortSignal): Promise<StepLook>;
  begin(site: RunningPod, signal: AbortSignal): Promise<void>;
};

/** A running pod with what is wanted on it. */
export type RunningPod = { readonly pod: Pod; readonly machine: Machine; readonly shell: RemoteShell };

/** What labelpod puts on a pod, and what can be read there. */
export type PodSoftware = {
  /**
   * In order, from an empty volume to a server that answers on the pod. A server that runs with other settings than
   * `pod.request` is `todo`, so that changing the request and walking the steps again restarts it.
   */
  readonly steps: readonly SoftwareStep[];
  /** @throws UnreachableError */
  activity(site: RunningPod, signal: AbortSignal): Promise<ActivityReading>;
  /** Statistics per model, read from their files: the server's own answer fails while a figure is not a number. */
  stats(site: RunningPod, signal: AbortSignal): Promise<Readonly<Record<string, TrainingStats>>>;
  /** Puts the keys of the pod's lock on it, with the team's logins; from then on only they open it. @throws UnreachableError */
  lock(site: RunningPod, signal: AbortSignal): Promise<void>;
  /** Starts the gate, which starts the server, where it is gone; does nothing where it runs. @throws UserFacingError */
  mend(site: RunningPod, signal: AbortSignal): Promise<void>;
  /** Brings the lease to the pod's watchdog; does nothing where there is none. @throws UnreachableError */
  renew(site: RunningPod, lease: Lease, signal: AbortSignal): Promise<void>;
  /**
   * What the last lease said of the pod's record, or where it is lost with its disk, what its watchdog goes by; undefined where
   * there is neither. @throws UnreachableError
   */
  recall(site: RunningPod, signal: AbortSignal): Promise<PodMemo | TimesLeft | undefined>;
};
