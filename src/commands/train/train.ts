import { newTraining } from "../../core/training/change-training.ts";
import { checkTraining } from "../../core/training/check-training.ts";
import { UnreachableError, UserFacingError } from "../../core/common/errors.ts";
import type { Invocation, Reply } from "../../core/records/invocation.ts";
import { labelModels, type LabelModel } from "../../core/records/label-models.ts";
import type { Pod } from "../../core/records/pod.ts";
import type { Stored } from "../../core/ports/collection.ts";
import { isReached } from "../../core/records/server-address.ts";
import { serverAddress } from "../../core/access/keyed-address.ts";
import type { Slot } from "../../core/ports/store.ts";
import { trainingCard } from "../../core/cards/training-card.ts";
import type { Training, TrainingRequest } from "../../core/records/training.ts";
import { answerWords } from "../../core/words/answers.ts";
import { commandErrors } from "../../core/words/commands.ts";
import { failures } from "../../core/words/errors.ts";
import { followTraining } from "../../jobs/training/follow-training.ts";
import type { CommandContext } from "../context.ts";
import type { Call, Command, OptionDefinition, OptionValues } from "../define.ts";
import { livePod, trainingSlot } from "../find-records.ts";
import { refusal, working } from "../reply.ts";
import { takeSlot } from "../take-slot.ts";
import { startJob } from "../start-job.ts";
import { defined } from "../../core/common/defined.ts";

/** A busy server answers late; then the job asks again. */
const checkMs = 1_500;

/** `/train <model>` for every trainable model of the radiology app. The work is in `follow-training`. */
export const trainCommands: readonly Command[] = labelModels.map((model) => ({
  path: ["train", model.name],
  isUse: true,
  summary: `Trains ${model.name}: ${model.summary}`,
  options: trainOptions(model),
  run: (call, context) => train(model, call, context),
}));

function trainOptions(model: LabelModel): readonly OptionDefinition[] {
  return [
    {
      name: "epochs",
      summary: `How many epochs, ${model.defaultEpochs} by default`,
      type: "integer",
      min: 1,
      max: 2_000,
    },
    { name: "name", summary: "Name of the run; a new one starts from scratch", type: "text" },
    { name: "pretrained", summary: "Whether it starts from the model as it is", type: "boolean" },
    {
      name: "early-stop",
      summary: "Ends after so many epochs without progress",
      type: "integer",
      min: 1,
      max: 500,
    },
    {
      name: "val-split",
      summary: "Share of the labelled images held back, such as 0.2",
      type: "number",
      min: 0,
      max: 0.9,
    },
    {
      name: "batch",
      summary: `Images per step, ${model.defaultBatch} by default`,
      type: "integer",
      min: 1,
      max: 64,
    },
  ];
}

async function train(model: LabelModel, call: Call, context: CommandContext): Promise<Reply> {
  const { invocation, options } = call;
  const request = readTraining(model, options);
  const pod = await livePod(context.store, invocation.teamId);
  const { slot, holder } = await trainingSlot(context.store, invocation.teamId);
  if (holder !== undefined) throw failures.trainingRuns();
  const refused = await checkNow(pod, request, context);
  if (refused?.code === "model-not-loaded") return offerRestart(invocation, { model, pod, error: refused });
  if (refused !== undefined) throw refused;
  return begin(pod, request, { invocation, context, seen: slot });
}

function readTraining(model: LabelModel, options: OptionValues): TrainingRequest {
  const { name, epochs, pretrained } = options;
  if (typeof name === "string" && !/^[\w-]{1,40}$/u.test(name)) throw commandErrors.badName();
  const number = (key: string): number | undefined =>
    typeof options[key] === "number" ? options[key] : undefined;
  const [earlyStop, valSplit, batch] = [number("early-stop"), number("val-split"), number("batch")];
  return {
    model: model.name,
    epochs: typeof epochs === "number" ? epochs : model.defaultEpochs,
    pretrained: typeof pretrained === "boolean" ? pretrained : true,
    ...(typeof name === "string" ? { name } : {}),
    ...defined({ earlyStop, valSplit, batch }),
  };
}

/** What the server says against it now; a server that is too busy to answer is asked again by the job. */
async function checkNow(
  pod: Pod,
  request: TrainingRequest,
  context: CommandContext,
): Promise<UserFacingError | undefined> {
  if (!isReached(pod)) return undefined;
  const { labelServer, keys, clock } = context;
  const signal = clock.deadline(checkMs);
  try {
    checkTraining(await labelServer.info(serverAddress(pod, keys), signal), request);
    return undefined;
  } catch (error) {
    if (signal.aborted || error instanceof UnreachableError) return undefined;
    if (error instanceof UserFacingError) return error;
    throw error;
  }
}

function offerRestart(
  invocation: Invocation,
  found: { model: LabelModel; pod: Pod; error: UserFacingError },
): Reply {
  const models = [...found.pod.request.models, found.model.name].join(",");
  return refusal(invocation, found.error, [
    {
      label: answerWords.restartWith(found.model.name),
      commandLine: `pod restart models:${models}`,
      style: "primary",
    },
  ]);
}

async function begin(
  pod: Pod,
  request: TrainingRequest,
  at: { invocation: Invocation; context: CommandContext; seen: Stored<Slot> | undefined },
): Promise<Reply> {
  const { context, invocation } = at;
  const nowMs = context.clock.now();
  const { id: podId, teamId } = pod;
  const { newId, bootId } = context;
  const training = newTraining(
    { id: newId(), teamId, podId, request, startedBy: invocation.person, bootId },
    nowMs,
  );
  await reserve(training, at.seen, context);
  await startJob(followTraining, { teamId: training.teamId, trainingId: training.id }, context);
  const card = trainingCard(training, nowMs);
  await context.chat.show(card);
  return working(card, answerWords.trainingStarts());
}

/** One training at a time: MONAI Label itself would take two that come at the same moment. */
async function reserve(
  training: Training,
  seen: Stored<Slot> | undefined,
  { store }: CommandContext,
): Promise<void> {
  const { teamId, id } = training;
  // Before its place, or the place would look free for as long as its holder is not written down.
  const own = await store.trainings.create(teamId, id, training);
  if (await takeSlot(store, { teamId, place: "training", holderId: id, seen })) return;
  await store.trainings.remove(own);
  throw failures.trainingRuns();
}
