import { usedNow } from "./activity.ts";
import {
  type Failure,
  type Lock,
  lockOf,
  type Pod,
  type PodWishes,
  type StepPlan,
  type Stop,
  type StopReason,
} from "./pod.ts";
import type { Person } from "./text.ts";

/** Pure transitions of a pod's record; each names the moment it happens at. */

export type NewPod = {
  readonly id: string;
  readonly teamId: string;
  readonly instanceId: string;
  readonly provider: string;
  readonly wishes: PodWishes;
  readonly askedBy: Person;
  readonly bootId: string;
};

export const firstStep = "choose";

export function newPod(wanted: NewPod, nowMs: number): Pod {
  const { instanceId, ...rest } = wanted;
  return {
    ...rest,
    name: `${podNamePrefix(instanceId)}${wanted.id}`,
    phase: "starting",
    run: { number: 1, startedAtMs: nowMs, trainings: 0 },
    step: { name: firstStep, enteredAtMs: nowMs },
    stepsDone: [],
  };
}

/** Every pod of an instance has a name with this beginning. */
export function podNamePrefix(instanceId: string): string {
  return `labelpod-${instanceId}-`;
}

/** Starts a stopped pod again, as the next run of it. */
export function startAgain(pod: Pod, by: Pick<Pod, "askedBy" | "wishes" | "bootId">, nowMs: number): Pod {
  const {
    failure: _f,
    stop: _s,
    machine: _m,
    use: _u,
    warning: _w,
    outage: _o,
    plan: _p,
    resumedAtMs: _r,
    rotations: _ro,
    isRotating: _i,
    certificate: _c,
    ...kept
  } = pod;
  return {
    ...kept,
    askedBy: by.askedBy,
    wishes: by.wishes,
    bootId: by.bootId,
    phase: "starting",
    run: { number: pod.run.number + 1, startedAtMs: nowMs, trainings: 0 },
    step: { name: firstStep, enteredAtMs: nowMs },
    stepsDone: [],
  };
}

/** Walks the steps of a live pod again, with a server that is started anew. */
export function reload(pod: Pod, models: readonly string[], nowMs: number): Pod {
  return {
    ...pod,
    phase: "starting",
    wishes: { ...pod.wishes, models },
    restarts: (pod.restarts ?? 0) + 1,
    step: { name: firstStep, enteredAtMs: nowMs },
    stepsDone: [],
  };
}

/** Records that the step is done and goes to the next one, or live after the last. */
export function completeStep(pod: Pod, nowMs: number): Pod {
  const plan = pod.plan ?? [];
  const stepsDone = [...pod.stepsDone, { name: pod.step.name, tookMs: nowMs - pod.step.enteredAtMs }];
  const next = plan[plan.findIndex((step) => step.name === pod.step.name) + 1];
  if (next !== undefined) return { ...pod, stepsDone, step: { name: next.name, enteredAtMs: nowMs } };
  const use = usedNow(pod.use, nowMs);
  return { ...pod, stepsDone, phase: "live", use, run: { ...pod.run, liveAtMs: pod.run.liveAtMs ?? nowMs } };
}

export function withPlan(pod: Pod, plan: readonly StepPlan[]): Pod {
  return { ...pod, plan };
}

/** Gives a live pod another key, which the job `change-lock` brings to it. */
export function rotate(pod: Pod): Pod | undefined {
  if (pod.phase !== "live") return undefined;
  return { ...pod, rotations: (pod.rotations ?? 0) + 1, isRotating: true };
}

/** The pod was given the key of this lock; where another is wished by now, that one has to be brought to it still, or again. */
export function rotated(pod: Pod, given: Lock): Pod | undefined {
  const wished = lockOf(pod);
  if (pod.phase !== "live" || wished.run !== given.run) return undefined;
  if (wished.rotation !== given.rotation) return { ...pod, isRotating: true };
  const { isRotating: _, ...rest } = pod;
  return rest;
}

/** Somebody uses a live pod through the bot. */
export function touch(pod: Pod, nowMs: number): Pod | undefined {
  if (pod.phase !== "live" || pod.use === undefined) return undefined;
  return { ...pod, use: { ...pod.use, lastUseAtMs: Math.max(pod.use.lastUseAtMs, nowMs) } };
}

/** Keeps a live pod until then, which takes an idle warning back. */
export function keep(pod: Pod, untilMs: number, nowMs: number): Pod {
  const use = pod.use ?? usedNow(undefined, nowMs);
  const kept = { ...pod, use: { ...use, keepUntilMs: untilMs } };
  if (pod.warning?.reason !== "idle") return kept;
  const { warning: _, ...rest } = kept;
  return rest;
}

export type StopOrder = {
  readonly reason: StopReason;
  readonly volume?: Stop["volume"];
  readonly by?: Person;
  readonly failure?: Failure;
};

/** Turns a pod to stopping; one that is stopping already is only ever raised from keeping to deleting its volume. */
export function beginStop(pod: Pod, order: StopOrder, nowMs: number): Pod | undefined {
  const volume = order.volume ?? "keep";
  if (pod.phase === "gone" || (pod.phase === "stopped" && volume === "keep")) return undefined;
  if (pod.phase === "stopping") {
    return pod.stop === undefined || pod.stop.volume === volume || volume === "keep"
      ? undefined
      : { ...pod, stop: { ...pod.stop, volume } };
  }
  // The end of a stopped pod was told already, and how its bring-up failed with it; this is another end.
  const { warning: _w, failure, run, ...rest } = pod;
  const { isClosed: _c, ...openRun } = run;
  return {
    ...rest,
    ...(failure === undefined || pod.phase === "stopped" ? {} : { failure }),
    run: openRun,
    phase: "stopping",
    stop: {
      reason: order.reason,
      volume,
      askedAtMs: nowMs,
      attempts: 0,
      ...(order.by === undefined ? {} : { by: order.by }),
    },
    ...(order.failure === undefined ? {} : { failure: order.failure }),
  };
}

/** The provider has confirmed: stopped, or gone with its volume. */
export function finishStop(pod: Pod, phase: "stopped" | "gone", nowMs: number): Pod {
  const { machine: _m, warning: _w, use: _u, ...rest } = pod;
  return { ...rest, phase, run: { ...pod.run, endedAtMs: pod.run.endedAtMs ?? nowMs } };
}

/** The end of the run was told. */
export function closed(pod: Pod): Pod {
  return { ...pod, run: { ...pod.run, isClosed: true } };
}

/** A machine that turned up after its pod was given up: its create answer was lost, and it may bill. */
export function stopLatecomer(pod: Pod, providerPodId: string, nowMs: number): Pod | undefined {
  if (pod.phase !== "gone") return undefined;
  const { isClosed: _, ...run } = pod.run;
  // What was live once may hold labels: its volume goes only when that was asked for.
  const hasNothing = pod.stop?.volume === "delete" || (run.number === 1 && run.liveAtMs === undefined);
  const volume = hasNothing ? "delete" : "keep";
  const stop: Stop = { reason: "failed", volume, askedAtMs: nowMs, attempts: 0 };
  return { ...pod, phase: "stopping", providerPodId, run, stop };
}

/** A later life of the bot took the record over. */
export function adopt<T extends { readonly bootId: string; readonly resumedAtMs?: number }>(
  record: T,
  bootId: string,
  nowMs: number,
): T {
  return record.bootId === bootId ? record : { ...record, bootId, resumedAtMs: nowMs };
}
