import { placeOf } from "../../core/records/place-of.ts";
import { z } from "zod";
import { describeError, isPassing, UserFacingError } from "../../core/common/errors.ts";
import { resumeRecord } from "../../core/pods/resume-step.ts";
import { isReached, type ReachedPod } from "../../core/records/server-address.ts";
import { serverAddress } from "../../core/access/keyed-address.ts";
import { put, type Store, update } from "../../core/ports/store.ts";
import {
  type Found,
  foundEpochs,
  isOnTrainingImages,
  mergeProgress,
} from "../../core/training/training-progress.ts";
import { withEpochs } from "../../core/training/training-epochs.ts";
import { isSame } from "../../core/common/is-same.ts";
import { isOpen, isUnsettled, type Training, type TrainTask } from "../../core/records/training.ts";
import { failures } from "../../core/words/errors.ts";
import { trainingFailure } from "../../core/words/training.ts";
import type { JobContext } from "../context.ts";
import type { Again, Job } from "../define.ts";
import { mayBeCalledOff } from "../../core/pods/change-stop.ts";
import type { Pod } from "../../core/records/pod.ts";
import { endTraining, endWithPod, saveTraining, settleTraining, toFailure } from "./end-training.ts";
import type { Ending } from "../../core/training/change-training.ts";
import { trainingCard } from "../../core/cards/training-card.ts";
import { holdsSlot } from "../holds-slot.ts";
import { readStats } from "../running-pod.ts";
import { submitTraining } from "./submit-training.ts";

const trainingPayload = z.object({ teamId: z.string(), trainingId: z.string() });
type TrainingPayload = z.infer<typeof trainingPayload>;

const pollMs = 3_000;
const busyMs = 10_000;
const callMs = 45_000;
const stalledMs = 60 * 60_000;
const placeMs = 60_000;
/** Longer than a server needs to start, its loading of models included, so that a restart is waited for. */
const submitMs = 30 * 60_000;

/** Submits a training and follows it to its end, one look at a time. */
export const followTraining: Job<TrainingPayload> = {
  name: "follow-training",
  lane: "work",
  parse: (payload) => trainingPayload.parse(payload),
  key: ({ teamId, trainingId }) => `${teamId}.${trainingId}`,
  async run({ teamId, trainingId }, context) {
    const nowMs = context.clock.now();
    const stored = await update(context.store.trainings, { teamId, id: trainingId }, (found) =>
      isOpen(found) && found.bootId !== context.bootId
        ? resumeRecord(found, context.bootId, nowMs)
        : undefined,
    );
    const training = stored?.value;
    if (training === undefined || !isUnsettled(training)) return undefined;
    if (!isOpen(training)) return settleTraining(training, context);
    // Another life of the bot has begun: its card says so, whether or not it moves.
    if (training.resumedAtMs === nowMs) await context.chat.show(trainingCard(training, nowMs));
    const pod = (await context.store.pods.get(teamId, training.podId))?.value;
    if (pod?.phase !== "live" || !isReached(pod))
      return mayBeLiveYet(pod) ? { againInMs: busyMs } : endWithPod(training, context);
    return lookOnce(training, pod, context);
  },
};

/** One whose stop may be called off ends its trainings where it is not. */
function mayBeLiveYet(pod: Pod | undefined): boolean {
  return pod !== undefined && (pod.phase === "starting" || mayBeCalledOff(pod));
}

async function lookOnce(
  training: Training,
  pod: ReachedPod,
  context: JobContext,
): Promise<Again | undefined> {
  const signal = context.clock.deadline(callMs, context.shutdown);
  try {
    if (training.state === "submitting" && !(await holdsSlot(context.store, training, "training")))
      return await waitForPlace(training, context);
    if (training.state === "submitting" && training.stopAskedAtMs !== undefined)
      return await stopTraining(training, pod, { context, signal });
    if (training.state === "submitting") return await submitTraining(training, pod, { context, signal });
    return await follow(training, pod, { context, signal });
  } catch (error) {
    context.shutdown.throwIfAborted();
    if (signal.aborted || isPassing(error)) return waitForServer(training, context);
    return endTraining(training, failedBy(error, training, context), context);
  }
}

/** One that runs is waited for; one that could not be submitted would begin when nobody expects it any more. */
async function waitForServer(training: Training, context: JobContext): Promise<Again | undefined> {
  const { state, askedAtMs, resumedAtMs = askedAtMs } = training;
  if (state !== "submitting" || context.clock.now() - resumedAtMs < submitMs) return { againInMs: busyMs };
  return endTraining(training, { state: "failed", failure: toFailure(failures.notSubmitted()) }, context);
}

/** Its command takes the place at once; one that never does has lost it to another, or died. */
async function waitForPlace(training: Training, context: JobContext): Promise<Again | undefined> {
  if (context.clock.now() - training.askedAtMs < placeMs) return { againInMs: busyMs };
  return endTraining(training, { state: "failed", failure: toFailure(failures.tooFast()) }, context);
}

/** Ends it on the server, also one whose submit had no answer; a busy server is asked again by the next look. */
async function stopTraining(
  training: Training,
  pod: ReachedPod,
  { context, signal }: Round,
): Promise<Again | undefined> {
  await endOnServer(pod, { context, signal });
  return endTraining(training, { state: "stopped" }, context);
}

async function endOnServer(pod: ReachedPod, { context, signal }: Round): Promise<void> {
  await context.labelServer.stopTraining(serverAddress(pod, context.keys), signal);
}

type Round = { readonly context: JobContext; readonly signal: AbortSignal };

async function follow(training: Training, pod: ReachedPod, round: Round): Promise<Again | undefined> {
  const { context, signal } = round;
  const tasks = await context.labelServer.tasks(serverAddress(pod, context.keys), signal);
  const task = tasks.find((other) => other.taskId === training.taskId);
  if (task === undefined)
    return endTraining(training, { state: "lost", failure: toFailure(failures.trainingLost()) }, context);
  const found = { log: task.log, stats: await readStats(training, pod, round) };
  return conclude(await note(training, found, context), task, { pod, round });
}

/** Writes and shows what is new; a look at which nothing has moved does neither. */
async function note(training: Training, found: Found, context: JobContext): Promise<Training> {
  const { progress: before } = training;
  const progress = mergeProgress(training, found, context.clock.now());
  if (!isSame(progress.latest, before.latest)) await keepEpochs(training, found, context.store);
  return isSame(progress, before)
    ? training
    : saveTraining(training, (open) => ({ ...open, progress }), context);
}

async function keepEpochs(training: Training, found: Found, { epochs }: Store): Promise<void> {
  const place = placeOf(training);
  await put(epochs, place, (stored) =>
    withEpochs(stored?.points ?? [], foundEpochs(training, found), isOnTrainingImages(training)),
  );
}

async function conclude(
  training: Training,
  task: TrainTask,
  at: { pod: ReachedPod; round: Round },
): Promise<Again | undefined> {
  const { context } = at.round;
  if (task.status === "done") return endTraining(training, { state: "done" }, context);
  if (task.status === "stopped") return endTraining(training, { state: "stopped" }, context);
  if (task.status === "error")
    return endTraining(
      training,
      { state: "failed", failure: trainingFailure(task.failureCode ?? "unknown", training.id) },
      context,
    );
  if (training.stopAskedAtMs !== undefined) return stopTraining(training, at.pod, at.round);
  if (context.clock.now() - training.progress.movedAtMs > stalledMs) {
    await endOnServer(at.pod, at.round);
    return endTraining(
      training,
      { state: "failed", failure: toFailure(failures.trainingStalled()) },
      context,
    );
  }
  return { againInMs: pollMs };
}

function failedBy(error: unknown, training: Training, context: JobContext): Ending {
  const reference = `${training.id}-${context.clock.now().toString(36)}`;
  context.log.error("training can't be followed", {
    trainingId: training.id,
    reference,
    ...describeError(error),
  });
  return {
    state: "failed",
    failure: toFailure(error instanceof UserFacingError ? error : failures.internal(reference)),
  };
}
