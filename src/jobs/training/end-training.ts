import { ended, type Ending, settled } from "../../core/training/change-training.ts";
import type { UserFacingError } from "../../core/common/errors.ts";
import { type Pod, withNews } from "../../core/records/pod.ts";
import type { Failure } from "../../core/records/step.ts";
import type { TrainedModel } from "../../core/records/run.ts";
import { update, type Store } from "../../core/ports/store.ts";
import { trainingCard, trainingEndCard } from "../../core/cards/training-card.ts";
import { type EndedTraining, isOpen, type OpenTraining, type Training } from "../../core/records/training.ts";
import { failures } from "../../core/words/errors.ts";
import type { JobContext } from "../context.ts";
import { placeOf } from "../../core/records/place-of.ts";

/** Changes an open training and redraws its card. */
export async function saveTraining(
  training: Training,
  change: (open: OpenTraining) => Training,
  context: JobContext,
): Promise<Training> {
  const stored = await update(context.store.trainings, placeOf(training), (current) =>
    isOpen(current) ? change(current) : undefined,
  );
  const saved = stored?.value ?? training;
  await context.chat.show(trainingCard(saved, context.clock.now()));
  return saved;
}

/** Writes the end and settles it. */
export async function endTraining(
  training: Training,
  ending: Ending,
  context: JobContext,
): Promise<undefined> {
  const nowMs = context.clock.now();
  const saved = await saveTraining(training, (open) => ended(open, ending, nowMs), context);
  // Where there is no record of it any more, as after a loss of Redis, there is nothing to settle.
  return isOpen(saved) ? undefined : settleTraining(saved, context);
}

/**
 * Counts an ended training in the pod's run, frees the team's place and tells the channel. Each may be done twice, and
 * the record says when all is done, so that a crash on the way leaves a training that the sweep brings back here.
 */
export async function settleTraining(training: EndedTraining, context: JobContext): Promise<undefined> {
  await countInRun(training, context.store);
  const slot = await context.store.slots.get(training.teamId, "training");
  if (slot?.value.holderId === training.id) await context.store.slots.remove(slot);
  await context.chat.show(trainingCard(training, context.clock.now()));
  await context.chat.show(trainingEndCard(training));
  const place = placeOf(training);
  await update(context.store.trainings, place, (current) => (isOpen(current) ? undefined : settled(current)));
  context.log.info("training ended", { trainingId: training.id, state: training.state });
  return undefined;
}

async function countInRun(training: Training, store: Store): Promise<void> {
  await update(store.pods, { teamId: training.teamId, id: training.podId }, (pod) => {
    if (pod.run.lastTrainingId === training.id) return undefined;
    return withNews(pod, {
      trainings: pod.run.trainings + 1,
      lastTrainingId: training.id,
      trained: withModel(pod.run.trained ?? [], training),
    });
  });
}

/** A training that failed before it had an accuracy has made no model. */
function withModel(before: readonly TrainedModel[], training: Training): readonly TrainedModel[] {
  const { model } = training.request;
  const { best } = training.progress;
  if (best === undefined && training.state !== "done") return before;
  const known = before.find((other) => other.model === model)?.bestDice;
  const bests = [known, best].filter((value) => value !== undefined);
  const entry = { model, ...(bests.length === 0 ? {} : { bestDice: Math.max(...bests) }) };
  return [...before.filter((other) => other.model !== model), entry];
}

/** Ends what trains on a pod that ends. */
export async function endTrainingsOf(pod: Pod, context: JobContext): Promise<void> {
  for (const { value: training } of await context.store.trainings.listOpen(pod.teamId)) {
    if (training.podId !== pod.id) continue;
    if (isOpen(training)) await endWithPod(training, context);
    else await settleTraining(training, context);
  }
}

/** Ends a training whose pod is no longer up. */
export function endWithPod(training: Training, context: JobContext): Promise<undefined> {
  return endTraining(
    training,
    { state: "stopped", failure: toFailure(failures.podEndedTraining()) },
    context,
  );
}

export function toFailure(error: UserFacingError): Failure {
  return { code: error.code, sentence: error.userMessage };
}
