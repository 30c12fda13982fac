import type { ProviderPodId } from "../records/ids.ts";
import {
  type GonePod,
  type LivePod,
  type Pod,
  type StartingPod,
  type StoppedPod,
  type StoppingPod,
  type WantedPod,
  withRun,
} from "../records/pod.ts";
import type { Failure } from "../records/step.ts";
import type { Stop, StopReason } from "../records/pod-end.ts";
import type { Person } from "../records/text.ts";
import { defined } from "../common/defined.ts";

export type StopOrder = {
  readonly reason: StopReason;
  readonly volume?: Stop["volume"];
  readonly by?: Person;
  readonly failure?: Failure;
};

/**
 * Turns a pod to stopping; one that is stopping already is raised from keeping to deleting its volume, and from the stop of a
 * pod that nobody used to the stop that a person wants, which nobody calls off by coming back.
 */
export function beginStop(pod: WantedPod, order: StopOrder, nowMs: number): StoppingPod;
export function beginStop(pod: Pod, order: StopOrder, nowMs: number): StoppingPod | undefined;
export function beginStop(pod: Pod, order: StopOrder, nowMs: number): StoppingPod | undefined {
  const volume = holdsNothing(pod) ? "delete" : (order.volume ?? "keep");
  if (pod.phase === "gone" || (pod.phase === "stopped" && volume === "keep")) return undefined;
  if (pod.phase === "stopping") return raised(pod, order, volume);
  const { reason, by, failure } = order;
  const stop = { reason, volume, askedAtMs: nowMs, attempts: 0, ...defined({ by }) };
  return { ...pod, phase: "stopping", run: { ...beforeStop(pod), stop, ...defined({ failure }) } };
}

function raised(
  pod: StoppingPod,
  { reason, by }: StopOrder,
  volume: Stop["volume"],
): StoppingPod | undefined {
  const { heldSinceMs: _, ...stop } = pod.run.stop;
  const isPersons = by !== undefined && stop.reason === "idle";
  const isMore = volume === "delete" && stop.volume === "keep";
  if (!isPersons && !isMore) return undefined;
  return withRun(pod, {
    stop: { ...stop, ...(isMore ? { volume } : {}), ...(isPersons ? { reason, by } : {}) },
  });
}

/** Whether who comes back to it may still call its stop off: it was ordered because nobody used the pod, and by nobody. */
export function mayBeCalledOff(pod: Pod): pod is StoppingPod {
  if (pod.phase !== "stopping") return false;
  const { stop, machine, liveAtMs } = pod.run;
  return stop.reason === "idle" && stop.volume === "keep" && machine !== undefined && liveAtMs !== undefined;
}

/** Somebody has come back: from now on the provider is not asked to stop it any more. */
export function held(pod: Pod, nowMs: number): StoppingPod | undefined {
  if (!mayBeCalledOff(pod) || pod.run.stop.heldSinceMs !== undefined) return undefined;
  return withRun(pod, { stop: { ...pod.run.stop, heldSinceMs: nowMs } });
}

/** Whoever had come back has gone again: the provider is asked once more. */
export function unheld(pod: Pod): StoppingPod | undefined {
  if (pod.phase !== "stopping" || pod.run.stop.heldSinceMs === undefined) return undefined;
  const { heldSinceMs: _, ...stop } = pod.run.stop;
  return withRun(pod, { stop });
}

/** The provider has it up still, no call that would stop it is under way, and somebody uses it. */
export function callOff(pod: Pod, nowMs: number): LivePod | undefined {
  if (!mayBeCalledOff(pod)) return undefined;
  const { stop: _s, failure: _f, endedAtMs: _e, candidates: _c, waiting: _w, givenUp: _g, ...run } = pod.run;
  const { machine, liveAtMs } = run;
  if (machine === undefined || liveAtMs === undefined) return undefined;
  return { ...pod, phase: "live", run: { ...run, machine, liveAtMs, calledOffAtMs: nowMs } };
}

/** The end of a stopped pod was told already, and how its bring-up failed with it; this is another end. */
function beforeStop({ run }: StartingPod | LivePod | StoppedPod): Omit<StoppingPod["run"], "stop"> {
  const { warning: _w, notice: _n, stop: _s, failure: _f, isClosed: _c, ...kept } = run;
  return kept;
}

/**
 * Whether no work lies on its disk: its machine is given up for that, or it was rented in another pod's place and has not
 * taken that for good yet.
 */
function holdsNothing({ offer, run }: Pod): boolean {
  const isNew = run.replaces !== undefined && offer !== undefined && run.liveAtMs === undefined;
  return isNew || run.givenUp?.volume === "delete";
}

/** What is left of a run when its machine is down: nothing of what was known while it was up. */
function ended({ run }: Pod, nowMs: number): Omit<StoppedPod["run"], "stop"> {
  const {
    machine: _m,
    warning: _w,
    notice: _n,
    lease: _l,
    use: _u,
    isRotating: _i,
    candidates: _c,
    givenUp: _g,
    waiting: _wa,
    waitUntilMs: _wu,
    goneAtMs: _go,
    isBooked: _b,
    stop: _s,
    ...kept
  } = run;
  return { ...kept, endedAtMs: run.endedAtMs ?? nowMs };
}

/** The provider has confirmed that it is stopped, as it was ordered or as somebody else has done it. */
export function finishStop(pod: Pod, nowMs: number, stop = pod.run.stop): StoppedPod {
  return { ...pod, phase: "stopped", run: { ...ended(pod, nowMs), ...defined({ stop }) } };
}

/** The provider has confirmed that it is gone with its disk. */
export function finishDelete(pod: StoppingPod, nowMs: number): GonePod {
  const { stop } = pod.run;
  return { ...pod, phase: "gone", run: { ...ended(pod, nowMs), goneAtMs: nowMs, stop } };
}

/** A stopped pod was deleted by somebody else: its end was told when it stopped; that it is gone is another. */
export function deletedOutside(pod: Pod, nowMs: number): GonePod {
  const { isClosed: _, ...run } = ended(pod, nowMs);
  const stop: Stop = { reason: "outside", volume: "delete", askedAtMs: nowMs, attempts: 0 };
  return { ...pod, phase: "gone", run: { ...run, goneAtMs: nowMs, stop } };
}

/** One that the provider's key is not shown was given up: whatever there is of it, nobody looks after it any more. */
export function forgotten(pod: Pod, by: Person, nowMs: number): GonePod | undefined {
  if (pod.phase === "gone" || pod.unshown === undefined) return undefined;
  const { isClosed: _, ...run } = ended(pod, nowMs);
  const stop: Stop = { reason: "forgotten", volume: "keep", by, askedAtMs: nowMs, attempts: 0 };
  return { ...pod, phase: "gone", run: { ...run, goneAtMs: nowMs, stop } };
}

/** The end of the run was told. */
export function closed(pod: StoppedPod): StoppedPod;
export function closed(pod: StoppedPod | GonePod): StoppedPod | GonePod;
export function closed(pod: StoppedPod | GonePod): StoppedPod | GonePod {
  return withRun(pod, { isClosed: true });
}

/** A machine that turned up after its pod was given up: its create answer was lost, and it may bill. */
export function stopLatecomer(
  pod: Pod,
  providerPodId: ProviderPodId,
  nowMs: number,
): StoppingPod | undefined {
  if (pod.phase !== "gone") return undefined;
  // It was up all the while.
  const { endedAtMs: _e, isClosed: _c, isBooked: _b, goneAtMs: _g, ...before } = pod.run;
  // What was live once may hold labels: its volume goes only when that was asked for.
  const hasNothing =
    before.stop.volume === "delete" || (before.number === 1 && before.liveAtMs === undefined);
  const volume = hasNothing ? "delete" : "keep";
  const stop: Stop = { reason: "failed", volume, askedAtMs: nowMs, attempts: 0 };
  const run = { ...before, upAtMs: before.upAtMs ?? nowMs, stop };
  return { ...pod, phase: "stopping", providerPodId, run };
}

/** A pod that counted as gone is there still: one whose deletion was asked for is deleted again, any other rests. */
export function notGone(
  pod: Pod,
  providerPodId: ProviderPodId,
  nowMs: number,
): StoppingPod | StoppedPod | undefined {
  if (pod.phase !== "gone") return undefined;
  const { goneAtMs: _, isBooked: _b, ...run } = pod.run;
  const { stop } = run;
  if (stop.volume !== "delete" || stop.reason === "outside")
    return { ...pod, providerPodId, phase: "stopped", run };
  const { isClosed: _c, ...before } = run;
  const again = { ...stop, askedAtMs: nowMs, attempts: 0 };
  return { ...pod, providerPodId, phase: "stopping", run: { ...before, stop: again } };
}
