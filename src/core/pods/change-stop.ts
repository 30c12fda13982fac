import type { Pod } from "../records/pod.ts";
import type { Failure } from "../records/step.ts";
import type { Stop, StopReason } from "../records/pod-end.ts";
import type { Run } from "../records/run.ts";
import type { Person } from "../records/text.ts";
import { defined } from "../common/defined.ts";

export type StopOrder = {
  readonly reason: StopReason;
  readonly volume?: Stop["volume"];
  readonly by?: Person;
  readonly failure?: Failure;
};

/** Turns a pod to stopping; one that is stopping already is only ever raised from keeping to deleting its volume. */
export function beginStop(pod: Pod, order: StopOrder, nowMs: number): Pod | undefined {
  const volume = holdsNothing(pod) ? "delete" : (order.volume ?? "keep");
  if (pod.phase === "gone" || (pod.phase === "stopped" && volume === "keep")) return undefined;
  if (pod.phase === "stopping") {
    return pod.stop === undefined || pod.stop.volume === volume || volume === "keep"
      ? undefined
      : { ...pod, stop: { ...pod.stop, volume } };
  }
  // The end of a stopped pod was told already, and how its bring-up failed with it; this is another end.
  const { warning: _w, notice: _n, failure, run, ...rest } = pod;
  return {
    ...rest,
    ...(failure === undefined || pod.phase === "stopped" ? {} : { failure }),
    run: reopened(run),
    phase: "stopping",
    stop: {
      reason: order.reason,
      volume,
      askedAtMs: nowMs,
      attempts: 0,
      ...defined({ by: order.by }),
    },
    ...defined({ failure: order.failure }),
  };
}

/**
 * Whether no work lies on its disk: its machine is given up for that, or it was rented in another pod's place and has not
 * taken that for good yet.
 */
function holdsNothing({ givenUp, replaces, offer, run }: Pod): boolean {
  const isNew = replaces !== undefined && offer !== undefined && run.liveAtMs === undefined;
  return isNew || givenUp?.volume === "delete";
}

/** The provider has confirmed: stopped, or gone with its volume. */
export function finishStop(pod: Pod, phase: "stopped" | "gone", nowMs: number): Pod {
  const {
    machine: _m,
    warning: _w,
    notice: _n,
    lease: _l,
    use: _u,
    waiting: _wa,
    waitUntilMs: _wu,
    ...rest
  } = pod;
  const gone = phase === "gone" ? { goneAtMs: pod.goneAtMs ?? nowMs } : {};
  return { ...rest, ...gone, phase, run: { ...rest.run, endedAtMs: rest.run.endedAtMs ?? nowMs } };
}

/** The run comes to another end, which was not told yet. */
export function reopened(run: Run): Run {
  const { isClosed: _, ...open } = run;
  return open;
}

/** The end of the run was told. */
export function closed(pod: Pod): Pod {
  return { ...pod, run: { ...pod.run, isClosed: true } };
}

/** A machine that turned up after its pod was given up: its create answer was lost, and it may bill. */
export function stopLatecomer(pod: Pod, providerPodId: string, nowMs: number): Pod | undefined {
  if (pod.phase !== "gone") return undefined;
  // It was up all the while.
  const { endedAtMs: _e, ...before } = reopened(pod.run);
  const run = { ...before, upAtMs: before.upAtMs ?? nowMs };
  const { goneAtMs: _g, ...rest } = pod;
  // What was live once may hold labels: its volume goes only when that was asked for.
  const hasNothing = pod.stop?.volume === "delete" || (run.number === 1 && run.liveAtMs === undefined);
  const volume = hasNothing ? "delete" : "keep";
  const stop: Stop = { reason: "failed", volume, askedAtMs: nowMs, attempts: 0 };
  return { ...rest, phase: "stopping", providerPodId, run, stop };
}

/** A pod that counted as gone is there still: one whose deletion was asked for is deleted again, any other rests. */
export function notGone(pod: Pod, providerPodId: string, nowMs: number): Pod | undefined {
  if (pod.phase !== "gone") return undefined;
  const { goneAtMs: _, ...rest } = { ...pod, providerPodId };
  const { stop } = rest;
  return stop?.volume === "delete" && stop.reason !== "outside"
    ? { ...rest, phase: "stopping", stop: { ...stop, askedAtMs: nowMs, attempts: 0 } }
    : { ...rest, phase: "stopped" };
}
