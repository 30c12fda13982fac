import { z } from "zod";
import { describeError } from "../core/errors.ts";
import { orphanedCard } from "../core/pod-messages.ts";
import { isBilling, isUnclosed, type Pod } from "../core/pod.ts";
import type { Provider } from "../core/ports.ts";
import { isUnsettled } from "../core/training.ts";
import { advancePod } from "./advance-pod.ts";
import { changeLock } from "./change-lock.ts";
import type { JobContext } from "./context.ts";
import type { Job } from "./define.ts";
import { followTraining } from "./follow-training.ts";
import { noticeOutsideChange } from "./outside-changes.ts";
import type { PodPayload } from "./pod-payload.ts";
import { stopPod } from "./stop-pod.ts";
import { reportStrangers } from "./strangers.ts";
import { enforceDeadlines, watchPod } from "./watch-pod.ts";

export const sweepEveryMs = 15_000;
const listMs = 25_000;

/**
 * The bot's heartbeat: makes sure that every unfinished piece of work has its job, enforces what is due, and compares
 * the records with one list per provider. Any job that was lost is back within one sweep.
 */
export const sweep: Job<Record<string, never>> = {
  name: "sweep",
  lane: "watch",
  parse: (payload) => z.object({}).strict().parse(payload),
  key: () => "all",
  async run(_payload, context) {
    const pods = (await context.store.pods.list()).map((stored) => stored.value);
    await enqueueWork(pods, context);
    for (const pod of pods) {
      await enforceDeadlines(pod, context);
      if (isBilling(pod) && !context.providers.has(pod.provider)) await context.chat.show(orphanedCard(pod));
    }
    await Promise.all([...context.providers.values()].map((provider) => compare(provider, pods, context)));
    return undefined;
  },
};

async function enqueueWork(pods: readonly Pod[], context: JobContext): Promise<void> {
  for (const pod of pods) {
    for (const job of jobsFor(pod)) await context.queue.add(job, { teamId: pod.teamId, podId: pod.id });
  }
  for (const { value: training } of await context.store.trainings.list()) {
    if (isUnsettled(training))
      await context.queue.add(followTraining, { teamId: training.teamId, trainingId: training.id });
  }
}

function jobsFor(pod: Pod): readonly Job<PodPayload>[] {
  if (pod.phase === "starting") return [advancePod];
  if (pod.phase === "live") return pod.isRotating === true ? [watchPod, changeLock] : [watchPod];
  return pod.phase === "stopping" || isUnclosed(pod) ? [stopPod] : [];
}

async function compare(provider: Provider, pods: readonly Pod[], context: JobContext): Promise<void> {
  const signal = context.clock.deadline(listMs, context.shutdown);
  try {
    const listed = await provider.pods.list(signal);
    const own = pods.filter((pod) => pod.provider === provider.id);
    const account = { pods: provider.pods, listed, signal };
    for (const pod of own) await noticeOutsideChange(pod, account, context);
    await reportStrangers(listed, own, context);
  } catch (error) {
    context.shutdown.throwIfAborted();
    context.log.warn("the provider's list can't be read", { provider: provider.id, ...describeError(error) });
  }
}
