import { usedNow } from "../idle/next-use.ts";
import { isWanted, lockOf, type Pod } from "../records/pod.ts";
import type { Lock } from "../records/pod-lock.ts";
import { type StepPlan, firstStep } from "../records/step.ts";
import { carriedBooking } from "../money/book-pod.ts";
import { nextRun, type Run, type RunSettings } from "../records/run.ts";
import { isReached, serverBase } from "../records/server-address.ts";
import type { Keeping } from "../records/pod-end.ts";
import { podNamePrefix } from "../records/own-name.ts";
import { defined } from "../common/defined.ts";

/** Pure transitions of a pod's record; each names the moment it happens at. */

export type NewPod = Pick<
  Pod,
  | "id"
  | "teamId"
  | "provider"
  | "request"
  | "policy"
  | "waitUntilMs"
  | "isBeyondBudget"
  | "replaces"
  | "askedBy"
  | "bootId"
> & { readonly instanceId: string; readonly settings?: RunSettings };

export function newPod(wanted: NewPod, nowMs: number): Pod {
  const { instanceId, settings, ...rest } = wanted;
  return {
    ...rest,
    name: `${podNamePrefix(instanceId)}${wanted.id}`,
    phase: "starting",
    run: { number: 1, startedAtMs: nowMs, trainings: 0, ...settings },
    step: { name: firstStep, enteredAtMs: nowMs },
    stepsDone: [],
  };
}

/** What a pod is, without what belongs to one run of it. */
function betweenRuns(pod: Pod): Omit<Pod, "phase" | "run" | "step" | "stepsDone"> {
  const {
    failure: _f,
    stop: _s,
    machine: _m,
    use: _u,
    warning: _w,
    notice: _n,
    told: _t,
    lease: _l,
    unreachable: _un,
    policy: _po,
    outage: _o,
    plan: _p,
    resumedAtMs: _r,
    rotations: _ro,
    isRotating: _i,
    certificate: _c,
    attempts: _a,
    waiting: _wa,
    waitUntilMs: _wu,
    nextBest: _nb,
    quote: _q,
    replaces: _re,
    givenUp: _g,
    isBeyondBudget: _b,
    isTakenOver: _to,
    ...kept
  } = pod;
  return kept;
}

/** Starts a stopped pod again, as the next run of it. */
export function startAgain(
  pod: Pod,
  by: Pick<
    NewPod,
    "askedBy" | "request" | "policy" | "bootId" | "waitUntilMs" | "isBeyondBudget" | "settings"
  >,
  nowMs: number,
): Pod {
  const { limitAtMs: _li, ...policy } = by.policy ?? {};
  return {
    ...betweenRuns(pod),
    ...carriedBooking(pod, nowMs),
    // An admin's word on the end of a life counts for that life alone.
    ...(Object.keys(policy).length === 0 ? {} : { policy }),
    askedBy: by.askedBy,
    request: by.request,
    bootId: by.bootId,
    ...defined({ waitUntilMs: by.waitUntilMs, isBeyondBudget: by.isBeyondBudget }),
    phase: "starting",
    run: { ...nextRun(pod.run, nowMs), ...by.settings },
    step: { name: firstStep, enteredAtMs: nowMs },
    stepsDone: [],
  };
}

/** Walks the steps of a live pod again, with a server that is started anew; whoever asks for that uses the pod. */
export function reload(pod: Pod, models: readonly string[], nowMs: number): Pod {
  return {
    ...pod,
    phase: "starting",
    use: usedNow(pod.use, nowMs),
    request: { ...pod.request, models },
    restarts: (pod.restarts ?? 0) + 1,
    step: { name: firstStep, enteredAtMs: nowMs },
    stepsDone: [],
  };
}

/**
 * Records that the step is done and goes to the next one, or live after the last. That it is live again, as after a
 * restart of its container, is no use of it.
 */
export function completeStep(pod: Pod, nowMs: number): Pod {
  // Another run of the job has found meanwhile that its machine won't do.
  if (pod.givenUp !== undefined) return pod;
  const plan = pod.plan ?? [];
  const stepsDone = [...pod.stepsDone, { name: pod.step.name, tookMs: nowMs - pod.step.enteredAtMs }];
  const next = plan[plan.findIndex((step) => step.name === pod.step.name) + 1];
  if (next !== undefined) return { ...pod, stepsDone, step: { name: next.name, enteredAtMs: nowMs } };
  const use = pod.run.liveAtMs === undefined ? usedNow(pod.use, nowMs) : pod.use;
  return {
    ...pod,
    stepsDone,
    phase: "live",
    ...defined({ use }),
    run: { ...withAddress(pod), liveAtMs: pod.run.liveAtMs ?? nowMs },
  };
}

/** Each address once, in the order in which people are told of them. */
function withAddress(pod: Pod): Run {
  const { addresses = [] } = pod.run;
  if (!isReached(pod) || addresses.at(-1) === serverBase(pod)) return pod.run;
  return { ...pod.run, addresses: [...addresses, serverBase(pod)] };
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

/** Somebody uses a pod that is or was live through the bot. */
export function touch(pod: Pod, nowMs: number): Pod | undefined {
  if (!isWanted(pod) || pod.use === undefined) return undefined;
  return { ...pod, use: { ...pod.use, lastUseAtMs: Math.max(pod.use.lastUseAtMs, nowMs) } };
}

/** Keeps a live pod until then, which takes an idle warning back. */
export function keep(pod: Pod, { untilMs, limitAtMs }: Keeping, nowMs: number): Pod {
  const { warning: _, ...rest } = pod;
  const use = pod.use ?? usedNow(undefined, nowMs);
  return {
    ...rest,
    use: { ...use, keepUntilMs: untilMs },
    ...(limitAtMs === undefined ? {} : { policy: { ...pod.policy, limitAtMs } }),
  };
}

/** The machine under a pod is another one than before, as after a restart outside: everything on it is looked at again. */
export function moved(pod: Pod, nowMs: number): Pod | undefined {
  if (pod.phase !== "live") return undefined;
  const { machine: _m, lease: _l, ...rest } = pod;
  return { ...rest, phase: "starting", step: { name: firstStep, enteredAtMs: nowMs }, stepsDone: [] };
}
