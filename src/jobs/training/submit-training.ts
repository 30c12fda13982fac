import { checkTraining } from "../../core/training/check-training.ts";
import type { ServerInfo } from "../../core/records/server-info.ts";
import type { ReachedPod } from "../../core/records/server-address.ts";
import { serverAddress } from "../../core/access/keyed-address.ts";
import { submitted } from "../../core/training/change-training.ts";
import type { Training, TrainingFacts, TrainOrder, TrainTask } from "../../core/records/training.ts";
import type { JobContext } from "../context.ts";
import type { Again } from "../define.ts";
import { saveTraining } from "./end-training.ts";
import { readStats } from "../running-pod.ts";
import { defined } from "../../core/common/defined.ts";

export type Submission = {
  readonly context: JobContext;
  readonly signal: AbortSignal;
};

/** Submits once: a task that an earlier, interrupted attempt has made is found by the training's id in it. */
export async function submitTraining(
  training: Training,
  pod: ReachedPod,
  submission: Submission,
): Promise<Again> {
  const { context, signal } = submission;
  const tasks = await context.labelServer.tasks(serverAddress(pod, context.keys), signal);
  const made = tasks.find((task) => task.clientId === training.id);
  const task = made ?? (await submit(training, pod, submission));
  await saveTraining(training, (open) => submitted(open, task.taskId), context);
  return { againInMs: 1_000 };
}

async function submit(training: Training, pod: ReachedPod, submission: Submission): Promise<TrainTask> {
  const { context, signal } = submission;
  const server = serverAddress(pod, context.keys);
  const info = await context.labelServer.info(server, signal);
  checkTraining(info, training.request);
  const known = { labelled: info.labelled, ...(await before(training, pod, submission)) };
  await saveTraining(training, (open) => ({ ...open, ...known }), context);
  return context.labelServer.train(server, order(training, info), signal);
}

/** What the statistics say of the run before this one. */
async function before(
  training: Training,
  pod: ReachedPod,
  submission: Submission,
): Promise<Pick<TrainingFacts, "statsBeforeS" | "bestBefore">> {
  const stats = await readStats(training, pod, submission);
  if (stats === undefined) return {};
  return {
    statsBeforeS: stats.startedAtS,
    ...(stats.bestMetric === undefined || stats.bestMetric < 0 ? {} : { bestBefore: stats.bestMetric }),
  };
}

/**
 * MONAI Label's request keys. Without `dataset` it silently takes the slow plain one, so it is said: with a GPU the
 * smart cache, without one the plain one that needs no memory of its own.
 */
function order(training: Training, info: ServerInfo): TrainOrder {
  const { request } = training;
  return {
    model: request.model,
    parameters: {
      max_epochs: request.epochs,
      pretrained: request.pretrained,
      dataset: info.hasGpu ? "SmartCacheDataset" : "Dataset",
      dataloader: info.hasGpu ? "ThreadDataLoader" : "DataLoader",
      tracking: "None",
      client_id: training.id,
      ...defined({
        name: request.name,
        early_stop_patience: request.earlyStop,
        val_split: request.valSplit,
        train_batch_size: request.batch,
      }),
    },
  };
}
