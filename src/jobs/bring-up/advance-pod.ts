import { defined } from "../../core/common/defined.ts";
import { isPassing, UnreachableError } from "../../core/common/errors.ts";
import { completeStep, withPlan } from "../../core/pods/change-pod.ts";
import { type Pod, withRun } from "../../core/records/pod.ts";
import type { StepLook } from "../../core/ports/software.ts";
import { atFirstStep, hasDone, type StepName, type StepNote } from "../../core/records/step.ts";
import { update } from "../../core/ports/store.ts";
import { resumeStep } from "../../core/pods/resume-step.ts";
import { excusedUntilMs } from "../../core/market/wait-for-gpu.ts";
import { failures } from "../../core/words/errors.ts";
import type { JobContext } from "../context.ts";
import type { Again, Job } from "../define.ts";
import { failPod } from "../stop/fail-pod.ts";
import { podKey, podPayload, podPlace, type PodPayload } from "../pod-payload.ts";
import { podSteps, quickLooksMs } from "./pod-steps.ts";
import type { PodStep, StepWork } from "./step-work.ts";
import { renewLease } from "../watch/renew-lease.ts";
import { announceLive } from "../announce-live.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { showPod } from "../show-pod.ts";
import type { Stored } from "../../core/ports/collection.ts";
import { isSame } from "../../core/common/is-same.ts";

/** In these nothing is waited for but a machine that gets ready. */
const landingSteps: ReadonlySet<StepName> = new Set(["start", "address", "shell"]);
/** One run works this long at most, then gives its worker back. */
const shiftMs = 45_000;

/** Brings a pod up, step by step, from its record: whoever runs it next goes on where this one ended. */
export const advancePod: Job<PodPayload> = {
  name: "advance-pod",
  lane: "work",
  isTimed: true,
  parse: (payload) => podPayload.parse(payload),
  key: podKey,
  async run(payload, context) {
    const signal = context.clock.deadline(shiftMs, context.shutdown);
    let pod = await takeOver(payload, context);
    while (pod?.phase === "starting") {
      const progress = await advance(pod, context, signal);
      pod = progress.pod;
      if (progress.isWaiting && pod !== undefined) return pollAgain(pod, context);
    }
    return undefined;
  },
};

async function takeOver(payload: PodPayload, context: JobContext): Promise<Pod | undefined> {
  const plan = podSteps(context.software.steps).map(({ name, expectedMs }) => ({ name, expectedMs }));
  const stored = await update(context.store.pods, podPlace(payload), (pod) =>
    pod.phase === "starting"
      ? withPlan(resumeStep(pod, context.bootId, context.clock.now()), plan)
      : undefined,
  );
  return stored?.value;
}

/** Without a pod there is no record of it any more, and nothing to go on with. */
type Progress = { readonly pod: Pod | undefined; readonly isWaiting: boolean };

/** Looks at the current step and begins it where there is something to do; any failure ends in a stop of the pod. */
async function advance(pod: Pod, context: JobContext, signal: AbortSignal): Promise<Progress> {
  await drawCard(pod, context);
  await renewOnWay(pod, context);
  const step = podSteps(context.software.steps).find((other) => other.name === pod.run.step.name);
  if (step === undefined) return restartSteps(pod, context);
  try {
    return await takeStep(step, workOn(pod, context, signal));
  } catch (error) {
    context.shutdown.throwIfAborted();
    const isLate = isOverdue(step, pod, context);
    if (signal.aborted || (isPassing(error) && !isLate)) return { pod, isWaiting: true };
    const isBadDraw = isLate && landingSteps.has(step.name) && isOfMachine(error);
    return { pod: await failPod(context, pod, { error, step: step.name, isBadDraw }), isWaiting: false };
  }
}

/** A provider that can't be reached says nothing of the machine that it rents out. */
function isOfMachine(error: unknown): boolean {
  return !isPassing(error) || error instanceof UnreachableError;
}

/** An adopted pod says itself which run this is, and the run names the card: one drawn before would stay as it was, for ever. */
async function drawCard(pod: Pod, context: JobContext): Promise<void> {
  if (pod.isAdopted !== true) await showPod(pod, context);
}

/** From the moment that the pod can be spoken to its watchdog hears of the bot, however long the rest takes. */
async function renewOnWay(pod: Pod, context: JobContext): Promise<void> {
  if (hasDone(pod, "shell")) await renewLease(pod, context);
}

async function takeStep(step: PodStep, work: StepWork): Promise<Progress> {
  const { context } = work;
  const look = await step.look(work);
  if (look.state === "done") return { pod: await finishStep(look, step, work), isWaiting: false };
  if (isOverdue(step, work.pod, context)) throw failures.stepTimeout(step.name);
  if (look.state === "under-way") {
    const { note } = look;
    return { pod: note === undefined ? work.pod : await saveNote(note, work), isWaiting: true };
  }
  const isNew = work.pod.run.step.beganAtMs === undefined;
  const begun = isNew
    ? await work.save((pod) => withRun(pod, { step: { ...pod.run.step, beganAtMs: context.clock.now() } }))
    : work.pod;
  await step.begin({ ...work, pod: begun });
  return { pod: await work.reload(), isWaiting: !isNew };
}

function saveNote(note: StepNote, { save }: StepWork): Promise<Pod> {
  return save((pod) =>
    isSame(pod.run.step.note, note) ? undefined : withRun(pod, { step: { ...pod.run.step, note } }),
  );
}

async function finishStep({ certificate }: StepLook, step: PodStep, work: StepWork): Promise<Pod> {
  const { context } = work;
  const pod = await work.save((current) =>
    current.run.step.name === step.name
      ? completeStep(withRun(current, defined({ certificate })), context.clock.now())
      : undefined,
  );
  context.log.info("step done", { podId: pod.id, step: step.name });
  await announceLive(pod, context);
  return pod;
}

function workOn(pod: Pod, context: JobContext, signal: AbortSignal): StepWork {
  const provider = context.providers.get(pod.provider);
  if (provider === undefined) throw failures.providerMissing(pod.provider);
  return {
    pod,
    provider,
    context,
    signal,
    save: async (change) =>
      stillThere(
        await update(context.store.pods, placeOf(pod), (current) =>
          current.phase === "starting" ? change(current) : undefined,
        ),
      ),
    reload: async () => stillThere(await context.store.pods.get(pod.teamId, pod.id)),
  };
}

/** @throws UserFacingError */
function stillThere(stored: Stored<Pod> | undefined): Pod {
  if (stored === undefined) throw failures.machineVanished();
  return stored.value;
}

/** A step that an older version knew: walk the steps from the beginning, done ones are found done. */
async function restartSteps(pod: Pod, context: JobContext): Promise<Progress> {
  const restarted = await workOn(pod, context, context.shutdown).save((current) =>
    withRun(current, atFirstStep(context.clock.now())),
  );
  return { pod: restarted, isWaiting: false };
}

/** Time in which nobody was there to go on does not count, nor does waiting for a free GPU. */
function isOverdue(step: PodStep, pod: Pod, context: JobContext): boolean {
  const { enteredAtMs, awayMs = 0 } = pod.run.step;
  return context.clock.now() - (Math.max(enteredAtMs, excusedUntilMs(pod)) + awayMs) > step.timeoutMs;
}

/** Quick looks at first, so that a step of a second takes a second. */
function pollAgain(pod: Pod, context: JobContext): Again {
  if (pod.run.waiting !== undefined) return { againInMs: 10_000 };
  if (pod.run.givenUp !== undefined) return { againInMs: 3_000 };
  const inStepMs = context.clock.now() - pod.run.step.enteredAtMs;
  return { againInMs: inStepMs < quickLooksMs ? 250 : 2_000 };
}
