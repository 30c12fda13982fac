import { areKeysDue } from "../core/access/people-keys.ts";
import { beginStop } from "../core/pods/change-stop.ts";
import { duplicateCard, orphanedCard } from "../core/cards/pod-alarms.ts";
import { isBilling, isUnclosed, isWanted, type Pod } from "../core/records/pod.ts";
import { update } from "../core/ports/store.ts";
import { advancePod } from "./bring-up/advance-pod.ts";
import { changeLock } from "./watch/change-lock.ts";
import type { JobContext } from "./context.ts";
import type { Job } from "./define.ts";
import { followTraining } from "./training/follow-training.ts";
import { keepLedger } from "./money/keep-ledger.ts";
import { noPayload, type PodPayload, podPayloadOf } from "./pod-payload.ts";
import { putKeys } from "./watch/put-keys.ts";
import { reconcile } from "./reconcile/reconcile.ts";
import { placeOfTeam } from "./restore-place.ts";
import type { TeamId } from "../core/records/ids.ts";
import { stopPod } from "./stop/stop-pod.ts";
import { logAndContinue } from "./log-and-continue.ts";
import { isHanging } from "./watch/look-for-comeback.ts";
import { watchPod } from "./watch/watch-pod.ts";
import { enforceDeadlines } from "./watch/enforce-deadlines.ts";
import { placeOf } from "../core/records/place-of.ts";

export const sweepEveryMs = 15_000;

/**
 * The bot's heartbeat: makes sure that every unfinished piece of work has its job, enforces what is due, and compares
 * the records with one list per provider. Any job that was lost is back within one sweep.
 */
export const sweep: Job<Record<string, never>> = {
  name: "sweep",
  lane: "sweep",
  parse: (payload) => noPayload.parse(payload),
  key: () => "all",
  async run(_payload, context) {
    const pods = (await context.store.pods.listOpen()).map((stored) => stored.value);
    for (const teamId of new Set(pods.map((pod) => pod.teamId))) await keepPlace(teamId, pods, context);
    await enqueueWork(pods, context);
    for (const pod of pods) await lookAt(pod, pods, context);
    await Promise.all([...context.providers.values()].map((provider) => reconcile(provider, pods, context)));
    return undefined;
  },
};

async function keepPlace(teamId: TeamId, pods: readonly Pod[], context: JobContext): Promise<void> {
  const own = pods.filter((pod) => pod.teamId === teamId);
  // Whichever of two would have it, the other one would be stopped.
  if (own.filter(isWanted).length > 1) return;
  try {
    await placeOfTeam(teamId, async () => own, context.store);
  } catch (error) {
    logAndContinue(error, { event: "a team's place can't be seen to", teamId }, context);
  }
}

/** What fails for one pod keeps nothing from the others, whose money runs too. */
async function lookAt(pod: Pod, pods: readonly Pod[], context: JobContext): Promise<void> {
  try {
    await enforceDeadlines(pod, context);
    await endSecond(pod, pods, context);
    if (isBilling(pod) && !context.providers.has(pod.provider)) await context.chat.show(orphanedCard(pod));
    await keepLedger(pod, context);
  } catch (error) {
    logAndContinue(error, { event: "the sweep failed for a pod", podId: pod.id }, context);
  }
}

/** A pod without the team's place, beside the one that has it: two commands met, or a record was lost in between. */
async function endSecond(pod: Pod, pods: readonly Pod[], context: JobContext): Promise<void> {
  if (!isWanted(pod) || pod.providerPodId === undefined) return;
  const slot = await context.store.slots.get(pod.teamId, "pod");
  const holder = pods.find((other) => other.teamId === pod.teamId && other.id === slot?.value.holderId);
  if (holder === undefined || holder.id === pod.id || !isBilling(holder)) return;
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    beginStop(current, { reason: "duplicate" }, context.clock.now()),
  );
  await context.queue.add(stopPod, podPayloadOf(pod));
  if (stored !== undefined) await context.chat.show(duplicateCard(stored.value));
}

async function enqueueWork(pods: readonly Pod[], context: JobContext): Promise<void> {
  for (const pod of pods) {
    for (const job of jobsFor(pod)) await context.queue.add(job, podPayloadOf(pod));
  }
  for (const { teamId, id } of await context.store.trainings.listOpen())
    await context.queue.add(followTraining, { teamId, trainingId: id });
}

function jobsFor(pod: Pod): readonly Job<PodPayload>[] {
  return areKeysDue(pod) ? [...jobsOfPhase(pod), putKeys] : jobsOfPhase(pod);
}

function jobsOfPhase(pod: Pod): readonly Job<PodPayload>[] {
  if (pod.phase === "starting") return [advancePod];
  if (pod.phase === "live") return pod.run.isRotating === true ? [watchPod, changeLock] : [watchPod];
  if (pod.phase === "stopping") return isHanging(pod) ? [stopPod, watchPod] : [stopPod];
  return isUnclosed(pod) ? [stopPod] : [];
}
