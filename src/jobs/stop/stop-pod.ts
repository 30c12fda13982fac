import type { ProviderPodId } from "../../core/records/ids.ts";
import { outdatedCards } from "../../core/cards/address-cards.ts";
import { mayStillAppear, mayBeUnlisted } from "../../core/pods/may-be-unlisted.ts";
import { outageCards } from "../../core/cards/outage-cards.ts";
import { closingCard, stopAlarmCard, unreachableCard } from "../../core/cards/pod-alarms.ts";
import { closed, finishDelete, finishStop } from "../../core/pods/change-stop.ts";
import {
  type GonePod,
  isUnclosed,
  type Pod,
  type StoppedPod,
  type StoppingPod,
  withRun,
} from "../../core/records/pod.ts";
import type { ListedPod } from "../../core/records/machine.ts";
import type { Provider } from "../../core/ports/provider.ts";
import { update, type Store } from "../../core/ports/store.ts";
import { rented } from "../../core/market/wait-for-gpu.ts";
import { failures } from "../../core/words/errors.ts";
import type { JobContext } from "../context.ts";
import type { Again, Job } from "../define.ts";
import { endTrainingsOf } from "../training/end-training.ts";
import { podKey, podPayload, type PodPayload } from "../pod-payload.ts";
import { findByName, isListed } from "../find-machine.ts";
import { endComeback, heedComeback, isComeback } from "./call-off.ts";
import { withLateUse } from "../write-use.ts";
import { announceEnd } from "./announce-end.ts";
import { logAndContinue } from "../log-and-continue.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { showPod } from "../show-pod.ts";

const callMs = 50_000;
const lookMs = 5_000;
const alarmEveryMs = 10 * 60_000;
const alarmAfterMs = 3 * 60_000;

/** Stops a pod and reads the stop back: it is over when the provider says so, and tried again until then. */
export const stopPod: Job<PodPayload> = {
  name: "stop-pod",
  lane: "stop",
  parse: (payload) => podPayload.parse(payload),
  key: podKey,
  async run(payload, context) {
    const pod = (await context.store.pods.get(payload.teamId, payload.podId))?.value;
    if (pod !== undefined && isUnclosed(pod)) return closeRun(pod, context);
    const known = pod && (await withLateUse(pod, context));
    return known?.phase === "stopping" ? goOn(known, context) : undefined;
  },
};

/** Until it is over, or somebody has come back before the provider has heard of it. */
async function goOn(pod: StoppingPod, context: JobContext): Promise<Again | undefined> {
  const comeback = (await isComeback(pod, context)) ? await heedComeback(pod, context) : "go-on";
  if (comeback === "called-off") return undefined;
  if (comeback === "stopped") return finish(pod, "stopped", context);
  if (comeback === "wait") return tryAgain(pod, context);
  await endComeback(pod, context);
  const ended = await tryStop(pod, context);
  return ended === undefined ? tryAgain(pod, context) : finish(pod, ended, context);
}

/** What the provider confirms now; undefined while the pod may still bill. */
async function tryStop(pod: Pod, context: JobContext): Promise<"stopped" | "gone" | undefined> {
  const signal = context.clock.deadline(callMs, context.shutdown);
  try {
    const provider = context.providers.get(pod.provider);
    if (provider === undefined) throw failures.providerMissing(pod.provider);
    const providerPodId = pod.providerPodId ?? (await findMachine(pod, provider, context));
    if (providerPodId === undefined) return mayStillAppear(pod, context.clock.now()) ? undefined : "gone";
    const before = await seenBefore(providerPodId, provider, context);
    await forgetMachine(pod, provider);
    const attempt = pod.run.stop?.attempts ?? 0;
    if (pod.run.stop?.volume === "delete") await provider.pods.remove(providerPodId, signal, attempt);
    else await provider.pods.stop(providerPodId, signal, attempt);
    const after = await provider.pods.get(providerPodId, signal);
    if (after !== undefined) return confirmed(after, pod);
    // What was never seen may be hidden still and bill on; and one missing read is not a pod that is gone.
    if (before === undefined && mayBeUnlisted(pod, context.clock.now())) return undefined;
    return (await isListed(provider.pods, providerPodId, signal)) ? undefined : "gone";
  } catch (error) {
    logAndContinue(error, { event: "stop failed, will be tried again", podId: pod.id }, context);
    return undefined;
  }
}

/** One whose create answer was lost: it is in the record from then on, since it is paid for, and not since the wait before. */
async function findMachine(pod: Pod, { pods }: Provider, context: JobContext): Promise<string | undefined> {
  const found = await findByName(pods, pod.name, context.clock.deadline(callMs, context.shutdown));
  if (found === undefined) return undefined;
  const nowMs = context.clock.now();
  await update(context.store.pods, placeOf(pod), (current) =>
    current.phase === "stopping" &&
    current.providerPodId === undefined &&
    current.run.number === pod.run.number
      ? rented(current, found, nowMs)
      : undefined,
  );
  return found.providerPodId;
}

/** Undefined as well when it can't be read: what keeps an API from answering a question may leave another that stops. */
async function seenBefore(
  providerPodId: ProviderPodId,
  { pods }: Provider,
  context: JobContext,
): Promise<ListedPod | undefined> {
  try {
    return await pods.get(providerPodId, context.clock.deadline(lookMs, context.shutdown));
  } catch (error) {
    logAndContinue(error, { event: "a pod can't be read before its stop", providerPodId }, context);
    return undefined;
  }
}

/** What the provider says about it after the call. */
function confirmed(listed: ListedPod, pod: Pod): "stopped" | "gone" | undefined {
  if (listed.status === "gone") return "gone";
  return listed.status === "stopped" && pod.run.stop?.volume === "keep" ? "stopped" : undefined;
}

async function forgetMachine(pod: Pod, provider: Provider): Promise<void> {
  if (pod.run.machine !== undefined) await provider.shell.forget(pod.run.machine);
}

async function finish(pod: Pod, phase: "stopped" | "gone", context: JobContext): Promise<Again | undefined> {
  // It is booked with the time of its end: whoever has said so has told the time, and does so again in a moment.
  if (!context.clock.isConfirmed()) return { againInMs: lookMs };
  const place = placeOf(pod);
  const stored = await update(context.store.pods, place, (current) =>
    current.phase === "stopping" ? endedAs(phase, current, context.clock.now()) : undefined,
  );
  const ended = stored?.value;
  context.log.info("stop confirmed", { podId: pod.id, phase });
  // While the stop was under way, somebody asked for more: that the volume goes too.
  if (ended?.phase === "stopping") return { againInMs: 0 };
  return ended !== undefined && isUnclosed(ended) ? closeRun(ended, context) : undefined;
}

/** A stop that was raised to a deletion meanwhile is not over with the pod stopped. */
function endedAs(phase: "stopped" | "gone", pod: StoppingPod, nowMs: number): Pod | undefined {
  if (phase === "gone") return finishDelete(pod, nowMs);
  return pod.run.stop.volume === "keep" ? finishStop(pod, nowMs) : undefined;
}

/**
 * Frees the place, ends what trained on it and tells the channel. Each may be done twice, and the record says when all is
 * done, so that a crash on the way leaves a pod that the sweep brings back here.
 */
async function closeRun(pod: StoppedPod | GonePod, context: JobContext): Promise<undefined> {
  if (pod.phase === "gone") await releaseSlot(context.store, pod);
  await endTrainingsOf(pod, context);
  const counted = (await context.store.pods.get(pod.teamId, pod.id))?.value;
  const summed = counted?.run.number === pod.run.number ? counted : pod;
  await showPod(summed, context);
  for (const card of [...outdatedCards(summed), ...outageCards(summed)]) await context.chat.show(card);
  if (pod.run.unreachable !== undefined)
    await context.chat.show(unreachableCard(summed, pod.run.unreachable.sinceMs, false));
  await announceEnd(summed, context);
  await context.chat.show(closingCard(summed, context.clock.now()));
  await update(context.store.pods, placeOf(pod), (current) =>
    current.run.number === pod.run.number && current.phase === pod.phase && isUnclosed(current)
      ? closed(current)
      : undefined,
  );
  return undefined;
}

/**
 * A pod that is gone makes room for a new one, and gives the place back to the one that it was to replace, which is still
 * there or is still being stopped; a stopped one keeps its place.
 */
async function releaseSlot(store: Store, { id, teamId, run: { replaces } }: Pod): Promise<void> {
  const slot = await store.slots.get(teamId, "pod");
  if (slot?.value.holderId !== id) return;
  const former = replaces === undefined ? undefined : await store.pods.get(teamId, replaces);
  if (former !== undefined && former.value.phase !== "gone")
    await store.slots.replace(slot, { holderId: former.id });
  else await store.slots.remove(slot);
}

async function tryAgain(pod: Pod, context: JobContext): Promise<Again> {
  const nowMs = context.clock.now();
  const stored = await update(context.store.pods, placeOf(pod), (current) => {
    if (current.phase !== "stopping") return undefined;
    const { stop } = current.run;
    const { askedAtMs, alarmedAtMs } = stop;
    const everyMs = alarmedAtMs === undefined ? alarmAfterMs : alarmEveryMs;
    const isDue = nowMs - (alarmedAtMs ?? askedAtMs) >= everyMs;
    return withRun(current, {
      stop: { ...stop, attempts: stop.attempts + 1, ...(isDue ? { alarmedAtMs: nowMs } : {}) },
    });
  });
  const stop = stored?.value.run.stop;
  if (stored?.value.phase === "stopping") await showPod(stored.value, context);
  if (stored !== undefined && stop?.alarmedAtMs === nowMs)
    await context.chat.show(stopAlarmCard(stored.value, stop));
  return { againInMs: Math.min(30_000, 1_000 * 2 ** Math.min(5, stop?.attempts ?? 0)) };
}
