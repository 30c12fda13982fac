import type { ProviderPodId } from "../../core/records/ids.ts";
import { mayStillAppear, mayBeUnlisted } from "../../core/pods/may-be-unlisted.ts";
import { stopAlarmCard } from "../../core/cards/pod-alarms.ts";
import { finishDelete, finishStop } from "../../core/pods/change-stop.ts";
import { afterAttempt, isAlarmDue } from "../../core/pods/stop-attempt.ts";
import { isUnclosed, type Pod, type StoppingPod, withRun } from "../../core/records/pod.ts";
import type { ListedPod } from "../../core/records/machine.ts";
import type { Provider } from "../../core/ports/provider.ts";
import { update } from "../../core/ports/store.ts";
import { rented } from "../../core/market/wait-for-gpu.ts";
import { failures } from "../../core/words/errors.ts";
import type { JobContext } from "../context.ts";
import type { Again, Job } from "../define.ts";
import { podKey, podPayload, type PodPayload } from "../pod-payload.ts";
import { findByName, isGone } from "../find-machine.ts";
import { markShown } from "../mark-shown.ts";
import { endComeback, heedComeback, isComeback } from "./call-off.ts";
import { withLateUse } from "../write-use.ts";
import { closeRun } from "./close-run.ts";
import { logAndContinue } from "../log-and-continue.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { showPod } from "../show-pod.ts";

const callMs = 50_000;
const lookMs = 5_000;

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
  if (comeback === "wait") return tryAgain(pod, context, undefined);
  await endComeback(pod, context);
  const { ended, failed } = await tryStop(pod, context);
  return ended === undefined ? tryAgain(pod, context, failed) : finish(pod, ended, context);
}

/** What the provider confirms, without which the pod may still bill; and what kept it from that, where it said so. */
type Tried = { readonly ended?: "stopped" | "gone" | undefined; readonly failed?: unknown };

async function tryStop(pod: Pod, context: JobContext): Promise<Tried> {
  try {
    const provider = context.providers.get(pod.provider);
    if (provider === undefined) throw failures.providerMissing(pod.provider);
    return { ended: await stopAndLook(pod, provider, context) };
  } catch (error) {
    logAndContinue(error, { event: "stop failed, will be tried again", podId: pod.id }, context);
    return { failed: error };
  }
}

async function stopAndLook(
  pod: Pod,
  provider: Provider,
  context: JobContext,
): Promise<"stopped" | "gone" | undefined> {
  const signal = context.clock.deadline(callMs, context.shutdown);
  const providerPodId = pod.providerPodId ?? (await findMachine(pod, provider, context));
  if (providerPodId === undefined) return mayStillAppear(pod, context.clock.now()) ? undefined : "gone";
  const before = await seenBefore(providerPodId, provider, context);
  const isSeen = before !== undefined && before.status !== "gone";
  const seen = isSeen ? await markShown({ pod, provider, id: providerPodId, signal }, context) : pod;
  await forgetMachine(pod, provider);
  const attempt = pod.run.stop?.attempts ?? 0;
  if (pod.run.stop?.volume === "delete") await provider.pods.remove(providerPodId, signal, attempt);
  else await provider.pods.stop(providerPodId, signal, attempt);
  const after = await provider.pods.get(providerPodId, signal);
  if (after !== undefined) return confirmed(after, pod);
  // What was never seen may be hidden still and bill on; and one missing read is not a pod that is gone.
  if (before === undefined && mayBeUnlisted(pod, context.clock.now())) return undefined;
  return (await isGone({ pod: seen, provider }, providerPodId, signal)) ? "gone" : undefined;
}

/** One whose create answer was lost: it is in the record from then on, since it is paid for, and not since the wait before. */
async function findMachine(pod: Pod, provider: Provider, context: JobContext): Promise<string | undefined> {
  const found = await findByName({ pod, provider }, context.clock.deadline(callMs, context.shutdown));
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

async function tryAgain(pod: Pod, context: JobContext, failed: unknown): Promise<Again> {
  const alarmedAtMs = await alarm(pod, failed, context);
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    current.phase === "stopping"
      ? withRun(current, { stop: afterAttempt(current.run.stop, failed, alarmedAtMs) })
      : undefined,
  );
  if (stored?.value.phase === "stopping") await showPod(stored.value, context);
  return { againInMs: Math.min(30_000, 1_000 * 2 ** Math.min(5, stored?.value.run.stop?.attempts ?? 0)) };
}

/**
 * When the team was told, undefined where it was not. The record says so only afterwards: what a crash on the way has told
 * twice is one message, and what no chat has taken is told again after the next attempt.
 */
async function alarm({ teamId, id }: Pod, failed: unknown, context: JobContext): Promise<number | undefined> {
  const pod = (await context.store.pods.get(teamId, id))?.value;
  const nowMs = context.clock.now();
  if (pod?.phase !== "stopping" || !isAlarmDue(pod.run.stop, failed, nowMs)) return undefined;
  try {
    await context.chat.show(stopAlarmCard(pod, afterAttempt(pod.run.stop, failed, nowMs)));
    return nowMs;
  } catch (error) {
    logAndContinue(error, { event: "an alarm of a stop can't be shown", podId: id }, context);
    return undefined;
  }
}
