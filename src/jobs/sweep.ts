import { z } from "zod";
import { describeError } from "../core/errors.ts";
import { podCard } from "../core/pod-card.ts";
import { closingCard } from "../core/pod-messages.ts";
import { finishStop } from "../core/pod-changes.ts";
import type { ListedPod, Pod, Stop } from "../core/pod.ts";
import type { Provider } from "../core/ports.ts";
import { update } from "../core/store.ts";
import { isOpen } from "../core/training.ts";
import { advancePod } from "./advance-pod.ts";
import type { JobContext } from "./context.ts";
import type { Job } from "./define.ts";
import { followTraining } from "./follow-training.ts";
import { endTrainingsOf } from "./end-training.ts";
import { podPlace } from "./pod-payload.ts";
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
    for (const pod of pods) if (pod.phase === "live") await enforceDeadlines(pod, context);
    await Promise.all([...context.providers.values()].map((provider) => compare(provider, pods, context)));
    return undefined;
  },
};

async function enqueueWork(pods: readonly Pod[], context: JobContext): Promise<void> {
  const jobs = {
    starting: advancePod,
    live: watchPod,
    stopping: stopPod,
    stopped: undefined,
    gone: undefined,
  } as const;
  for (const pod of pods) {
    const job = jobs[pod.phase];
    if (job !== undefined) await context.queue.add(job, { teamId: pod.teamId, podId: pod.id });
  }
  for (const { value: training } of await context.store.trainings.list()) {
    if (isOpen(training))
      await context.queue.add(followTraining, { teamId: training.teamId, trainingId: training.id });
  }
}

async function compare(provider: Provider, pods: readonly Pod[], context: JobContext): Promise<void> {
  const signal = context.clock.deadline(listMs, context.shutdown);
  try {
    const listed = await provider.pods.list(signal);
    const own = pods.filter((pod) => pod.provider === provider.id);
    for (const pod of own) await noticeOutsideStop(pod, listed, context);
    await reportStrangers(listed, own, context);
  } catch (error) {
    context.shutdown.throwIfAborted();
    context.log.warn("the provider's list can't be read", { provider: provider.id, ...describeError(error) });
  }
}

/** A live pod that the provider says is stopped was stopped by somebody else; one that is missing from a list may be a missing read. */
async function noticeOutsideStop(pod: Pod, listed: readonly ListedPod[], context: JobContext): Promise<void> {
  const seen = listed.find((other) => other.providerPodId === pod.providerPodId);
  if (pod.phase !== "live" || seen?.status !== "stopped") return;
  const nowMs = context.clock.now();
  const stop: Stop = { reason: "outside", volume: "keep", askedAtMs: nowMs, attempts: 0 };
  const stored = await update(
    context.store.pods,
    podPlace({ teamId: pod.teamId, podId: pod.id }),
    (current) =>
      current.phase === "live" && current.run.number === pod.run.number
        ? { ...finishStop(current, "stopped", nowMs), stop }
        : undefined,
  );
  if (stored === undefined || stored.value.phase !== "stopped") return;
  await endTrainingsOf(stored.value, context);
  const stopped = (await context.store.pods.get(pod.teamId, pod.id))?.value ?? stored.value;
  await context.chat.show(podCard(stopped, nowMs));
  await context.chat.show(closingCard(stopped, nowMs));
}
