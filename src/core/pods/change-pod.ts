import type { InstanceId } from "../records/ids.ts";
import { usedNow } from "../idle/next-use.ts";
import {
  isWanted,
  type KeptOfPod,
  type LivePod,
  lockOf,
  type Pod,
  type StartingPod,
  type StoppedPod,
  type StoppingPod,
  type WantedPod,
  withoutRun,
  withRun,
} from "../records/pod.ts";
import type { Lock } from "../records/pod-lock.ts";
import { atFirstStep, type StepPlan } from "../records/step.ts";
import { carriedBooking } from "../money/book-pod.ts";
import type { LiveRun, RunOrder, RunSettings } from "../records/run.ts";
import { isReached, serverBase } from "../records/server-address.ts";
import type { Keeping } from "../records/pod-end.ts";
import { podNamePrefix } from "../records/own-name.ts";
import { mayBeCalledOff } from "./change-stop.ts";
import { defined } from "../common/defined.ts";
import { isSame } from "../common/is-same.ts";

// Pure changes of a pod's record; each names the moment it happens at. Those to another phase are listed in `transitions.ts`.

export type NewPod = Pick<KeptOfPod, "id" | "teamId" | "provider" | "request" | "askedBy"> &
  RunOrder & { readonly bootId: string; readonly instanceId: InstanceId; readonly settings?: RunSettings };

export function newPod(wanted: NewPod, nowMs: number): StartingPod {
  const { instanceId, settings, id, teamId, provider, request, askedBy, ...order } = wanted;
  return {
    id,
    teamId,
    provider,
    request,
    askedBy,
    name: `${podNamePrefix(instanceId)}${id}`,
    phase: "starting",
    run: { number: 1, startedAtMs: nowMs, trainings: 0, ...settings, ...order, ...atFirstStep(nowMs) },
  };
}

export type NextStart = Pick<NewPod, "askedBy" | "request" | "settings" | "bootId"> &
  Omit<RunOrder, "replaces">;

/** Starts a stopped pod again, as the next run of it: nothing of the run before is in that. */
export function startAgain(pod: StoppedPod, by: NextStart, nowMs: number): StartingPod {
  const { run, phase: _, ...kept } = pod;
  const { askedBy, request, settings, policy, waitUntilMs, isBeyondBudget, bootId } = by;
  // An admin's word on the end of a life counts for that life alone.
  const { limitAtMs: _li, ...times } = policy ?? {};
  return {
    ...kept,
    ...carriedBooking(pod, nowMs),
    askedBy,
    request,
    phase: "starting",
    run: {
      number: run.number + 1,
      startedAtMs: nowMs,
      trainings: 0,
      bootId,
      ...settings,
      ...(Object.keys(times).length === 0 ? {} : { policy: times }),
      ...defined({ waitUntilMs, isBeyondBudget, labelsBefore: run.labels?.now ?? run.labelsBefore }),
      ...atFirstStep(nowMs),
    },
  };
}

/** One that was started by somebody else, with what was said of it before. */
export function startedOutside(pod: StoppedPod, nowMs: number): StartingPod {
  const { askedBy, request, run } = pod;
  const { policy, isBeyondBudget, bootId } = run;
  return startAgain(pod, { askedBy, request, bootId, ...defined({ policy, isBeyondBudget }) }, nowMs);
}

/** Walks the steps of a live pod again, with a server that is started again; whoever asks for that uses the pod. */
export function reload(pod: LivePod, models: readonly string[], nowMs: number): StartingPod {
  return {
    ...pod,
    phase: "starting",
    request: { ...pod.request, models },
    restarts: (pod.restarts ?? 0) + 1,
    run: { ...pod.run, use: usedNow(pod.run.use, nowMs), ...atFirstStep(nowMs) },
  };
}

/**
 * Records that the step is done and goes to the next one, or live after the last. That it is live again, as after a
 * restart of its container, is no use of it.
 */
export function completeStep(pod: StartingPod, nowMs: number): WantedPod {
  const { run } = pod;
  // Another run of the job has found meanwhile that its machine won't do.
  if (run.givenUp !== undefined) return pod;
  const plan = run.plan ?? [];
  const stepsDone = [...run.stepsDone, { name: run.step.name, tookMs: nowMs - run.step.enteredAtMs }];
  const next = plan[plan.findIndex((step) => step.name === run.step.name) + 1];
  if (next !== undefined) return withRun(pod, { stepsDone, step: { name: next.name, enteredAtMs: nowMs } });
  return goLive(withRun(pod, { stepsDone }), nowMs);
}

/** A pod without a machine has lost it on the way, and stays where it is until its steps are walked again. */
function goLive(pod: StartingPod, nowMs: number): WantedPod {
  if (!isReached(pod)) return pod;
  const { machine } = pod.run;
  const { candidates: _c, waiting: _w, givenUp: _g, ...run } = pod.run;
  const use = run.liveAtMs === undefined ? usedNow(run.use, nowMs) : run.use;
  return {
    ...pod,
    phase: "live",
    run: { ...run, machine, ...defined({ use }), ...withAddress(pod), liveAtMs: run.liveAtMs ?? nowMs },
  };
}

/** Each address once, in the order in which people are told of them. */
function withAddress(pod: Pod): Pick<LiveRun, "addresses"> {
  const { addresses = [] } = pod.run;
  if (!isReached(pod) || addresses.at(-1) === serverBase(pod)) return {};
  return { addresses: [...addresses, serverBase(pod)] };
}

/** The very same record where it has this plan already. */
export function withPlan(pod: StartingPod, plan: readonly StepPlan[]): StartingPod {
  return isSame(pod.run.plan, plan) ? pod : withRun(pod, { plan });
}

/** Gives a live pod another key, which the job `change-lock` brings to it. */
export function rotate(pod: Pod): LivePod | undefined {
  if (pod.phase !== "live") return undefined;
  return withRun(pod, { rotations: (pod.run.rotations ?? 0) + 1, isRotating: true });
}

/** The pod was given the key of this lock; where another is wanted by now, that one has to be brought to it still, or again. */
export function rotated(pod: Pod, given: Lock): LivePod | undefined {
  const wanted = lockOf(pod);
  if (pod.phase !== "live" || wanted.run !== given.run) return undefined;
  if (wanted.rotation !== given.rotation) return withRun(pod, { isRotating: true });
  return withoutRun(pod, "isRotating");
}

/**
 * Somebody uses a pod that is or was live through the bot, or comes back to one that is being stopped because nobody did;
 * undefined where the record says so already.
 */
export function touch(pod: Pod, nowMs: number): WantedPod | StoppingPod | undefined {
  if (!isWanted(pod) && !mayBeCalledOff(pod)) return undefined;
  if (pod.run.use === undefined || pod.run.use.lastUseAtMs >= nowMs) return undefined;
  return withRun(pod, { use: { ...pod.run.use, lastUseAtMs: nowMs } });
}

/** The same change by somebody who uses the pod with it: in one writing, so that neither is there without the other. */
export function usedWith(pod: Pod | undefined, nowMs: number): Pod | undefined {
  return pod === undefined ? undefined : (touch(pod, nowMs) ?? pod);
}

/** Keeps a live pod until then, which takes an idle warning back. */
export function keep(pod: LivePod, { untilMs, limitAtMs }: Keeping, nowMs: number): LivePod {
  const before = pod.run.use ?? usedNow(undefined, nowMs);
  const use = { ...before, lastUseAtMs: Math.max(before.lastUseAtMs, nowMs), keepUntilMs: untilMs };
  const policy = limitAtMs === undefined ? pod.run.policy : { ...pod.run.policy, limitAtMs };
  return withRun(withoutRun(pod, "warning"), { use, ...defined({ policy }) });
}

/** The machine under a pod is another one than before, as after a restart outside: everything on it is looked at again. */
export function moved(pod: Pod, nowMs: number): StartingPod | undefined {
  if (pod.phase !== "live") return undefined;
  const { machine: _m, lease: _l, ...run } = pod.run;
  return { ...pod, phase: "starting", run: { ...run, ...atFirstStep(nowMs) } };
}
