import { NoCapacityError, UserFacingError, isPassing } from "../../core/common/errors.ts";
import { landingNote } from "../../core/market/landing.ts";
import { isReplaceable, whyUnsuitable } from "../../core/market/unsuitable-machine.ts";
import { defined } from "../../core/common/defined.ts";
import { recalled } from "../../core/pods/adopted-pod.ts";
import { mayBeUnlisted } from "../../core/pods/may-be-unlisted.ts";
import { machineUsdPerHour } from "../../core/money/pod-cost.ts";
import { type Pod, withoutRun, withRun } from "../../core/records/pod.ts";
import { hasContainer, isUp, type ListedPod } from "../../core/records/machine.ts";
import type { StepLook } from "../../core/ports/software.ts";
import { foundMachine, isBetweenLooks, lookedInVain, mayWait } from "../../core/market/wait-for-gpu.ts";
import { failures } from "../../core/words/errors.ts";
import { shellFailures } from "../../core/words/shell.ts";
import { keepToBudget, type PodStep, type StepWork, reached, runningPod } from "./step-work.ts";
import { markShown } from "../mark-shown.ts";
import { releaseMachine, settleUnsuitable } from "./release-machine.ts";
import { update } from "../../core/ports/store.ts";
import { requireProof } from "../find-machine.ts";
import { podPlace } from "../pod-payload.ts";
import { beginStop } from "../../core/pods/change-stop.ts";
import { stopPod } from "../stop/stop-pod.ts";

const minuteMs = 60_000;
const underWay: StepLook = { state: "under-way" };
const done: StepLook = { state: "done" };

export const start: PodStep = {
  name: "start",
  expectedMs: 5_000,
  timeoutMs: 5 * minuteMs,
  async look(work) {
    const { pod, context, save } = work;
    const { listed, unfit } = await lookAt(work);
    if (unfit !== undefined) return unfit;
    const nowMs = context.clock.now();
    if (listed === undefined && mayBeUnlisted(pod, nowMs)) return underWay;
    if (listed === undefined) await requireProof(work, work.signal);
    if (listed !== undefined && isUp(listed)) {
      if (pod.run.waiting !== undefined) await save((current) => foundMachine(current, nowMs));
      return done;
    }
    // What was up in this run and was stopped since is not started behind anybody's back: the sweep takes note of it.
    return pod.run.upAtMs !== undefined || isBetweenLooks(pod, nowMs) ? underWay : { state: "todo" };
  },
  async begin(work) {
    const { pod, provider, context, signal, save } = work;
    await keepToBudget(work);
    await save((current) => ({ ...current, upAskedAtMs: context.clock.now() }));
    try {
      await provider.pods.start(rented(pod), signal);
    } catch (error) {
      if (!(error instanceof NoCapacityError)) throw error;
      await settleRefusal(work);
    }
  },
};

/** Its host has no free GPU: another machine takes its place, or it waits for this one, or the bring-up fails. */
async function settleRefusal(work: StepWork): Promise<void> {
  const { pod, context, save } = work;
  const nowMs = context.clock.now();
  if (isReplaceable(pod)) await settleUnsuitable(work, { outcome: "host-full" });
  else if (mayWait(pod, nowMs)) await save((current) => lookedInVain(current, nowMs));
  else throw pod.run.waiting === undefined ? failures.startRefused() : failures.waitedForHost();
}

export const address: PodStep = {
  name: "address",
  // A cold pull of the usual image; one that the host has at hand takes half a minute.
  expectedMs: 2 * minuteMs,
  // Longer than any machine is waited for.
  timeoutMs: 25 * minuteMs,
  async look(work) {
    const { listed, unfit } = await lookAt(work);
    if (unfit !== undefined) return unfit;
    if (await takeAddress(work, listed)) {
      await endReplaced(work);
      return done;
    }
    if (listed === undefined) return underWay;
    const pod = await noteRunning(work, listed);
    if (hasContainer(listed) && pod.run.step.beganAtMs === undefined) return { state: "todo" };
    const note = landingNote(pod, listed, work.context.clock.now());
    return note === undefined ? underWay : { state: "under-way", note };
  },
  // There is nothing to do but to note when its container was seen first: from then on it may have an address.
  begin: () => Promise.resolve(),
};

/** One that is found stopped later was stopped by somebody. */
async function noteRunning({ pod, context, save }: StepWork, { status }: ListedPod): Promise<Pod> {
  if (status !== "running" || pod.run.upAtMs !== undefined) return pod;
  const nowMs = context.clock.now();
  return save((current) =>
    current.run.upAtMs === undefined ? withRun(current, { upAtMs: nowMs }) : undefined,
  );
}

export const shell: PodStep = {
  name: "shell",
  expectedMs: 30_000,
  timeoutMs: 10 * minuteMs,
  async look(work) {
    const { pod, provider, signal } = work;
    const command = { argv: ["true"], timeoutMs: 20_000 };
    try {
      const { exitCode } = await provider.shell.run(reached(pod).run.machine, command, signal);
      if (exitCode !== 0) return underWay;
      if (pod.isAdopted === true || pod.run.isTakenOver === true) await recall(work);
      return done;
    } catch (error) {
      // For a while after a start the provider may name the address of the run before, where somebody else may answer by then.
      const failure = isStranger(error) ? shellFailures.strangerAnswers() : error;
      if (isPassing(failure)) await readAddress(work);
      throw failure;
    }
  },
  begin: () => Promise.resolve(),
};

function isStranger(error: unknown): boolean {
  return error instanceof UserFacingError && error.code === shellFailures.hostKeyChanged().code;
}

type Seen = { readonly listed: ListedPod | undefined; readonly unfit: StepLook | undefined };

/** What the provider says of the machine, and what follows where that one won't do. */
async function lookAt(work: StepWork): Promise<Seen> {
  const { pod, provider, context, signal } = work;
  const id = rented(pod);
  if (pod.run.givenUp !== undefined) return { listed: undefined, unfit: await releaseMachine(work, id) };
  const listed = await provider.pods.get(id, signal);
  if (listed !== undefined && listed.status !== "gone") await markShown({ ...work, id }, context);
  const outcome = listed && whyUnsuitable(pod, listed, context.clock.now());
  if (listed === undefined || outcome === undefined) return { listed, unfit: undefined };
  const { dataCenterId } = listed;
  return { listed, unfit: await settleUnsuitable(work, { outcome, ...defined({ dataCenterId }) }) };
}

/** Asks the provider for the machine's addresses again, and takes them over. */
export async function readAddress(work: StepWork): Promise<void> {
  const { pod, provider, signal } = work;
  await takeAddress(work, await provider.pods.get(rented(pod), signal));
}

/** Takes over what the provider says of the machine's addresses now; false while it says nothing. */
async function takeAddress(
  { pod, context, save }: StepWork,
  listed: ListedPod | undefined,
): Promise<boolean> {
  const { machine } = listed ?? {};
  if (listed === undefined || machine === undefined) return false;
  const nowMs = context.clock.now();
  await save((current) =>
    current.providerPodId === pod.providerPodId
      ? {
          ...current,
          usdPerHour: machineUsdPerHour(listed.usdPerHour, current),
          run: { ...current.run, machine, upAtMs: current.run.upAtMs ?? nowMs },
        }
      : undefined,
  );
  return true;
}

/** What was wished of a pod that the store had forgotten is as it was, as far as nobody wished anything else since. */
async function recall({ pod, provider, context, signal, save }: StepWork): Promise<void> {
  const found = await context.software.recall(runningPod({ pod, provider }), signal);
  await save((current) => recalled(current, found, context.clock.now()));
}

function rented(pod: Pod): string {
  if (pod.providerPodId === undefined) throw failures.machineVanished();
  return pod.providerPodId;
}

/**
 * Once a fresh pod has its machine, the one whose place it took is deleted with its volume, as was confirmed. The record
 * names that one until its deletion is on its way, so that a crash in between leaves nothing behind.
 */
async function endReplaced({ pod, context, save }: StepWork): Promise<void> {
  const {
    teamId,
    askedBy,
    run: { replaces },
  } = pod;
  if (replaces === undefined) return;
  const former = { teamId, podId: replaces };
  const nowMs = context.clock.now();
  await update(context.store.pods, podPlace(former), (current) =>
    beginStop(current, { reason: "delete", volume: "delete", by: askedBy }, nowMs),
  );
  await context.queue.add(stopPod, former);
  await save((current) => withoutRun(current, "replaces"));
}
