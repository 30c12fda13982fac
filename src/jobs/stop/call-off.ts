import { isUsedAgain } from "../../core/idle/decide-idle.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import { callOff, held, mayBeCalledOff, unheld } from "../../core/pods/change-stop.ts";
import { isUp } from "../../core/records/machine.ts";
import { paidFromMs, type StoppingPod } from "../../core/records/pod.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { update } from "../../core/ports/store.ts";
import { announceLive } from "../announce-live.ts";
import type { JobContext } from "../context.ts";
import { logAndContinue } from "../log-and-continue.ts";

/** What a pod that is being stopped comes to: its stop goes on, waits for a look, was called off, or has come meanwhile. */
export type Comeback = "go-on" | "wait" | "called-off" | "stopped";

/** No call that would stop it is under way any more, and one that was accepted has been carried out. */
const quietMs = 90_000;
const lookMs = 10_000;

/** Whether somebody has come back to a pod whose stop was ordered because nobody used it. */
export async function isComeback(pod: StoppingPod, context: JobContext): Promise<boolean> {
  if (!mayBeCalledOff(pod)) return false;
  const { run } = pod;
  const facts = {
    nowMs: context.clock.now(),
    startedAtMs: paidFromMs(pod),
    liveAtMs: run.liveAtMs ?? run.startedAtMs,
    use: run.use,
    warning: undefined,
    warningShownAtMs: undefined,
    policy: policyOf(pod, await settingsOf(context, pod.teamId)),
  };
  return isUsedAgain(facts, run.stop.askedAtMs);
}

/**
 * Asks for no stop from now on, and calls it off once the provider has the pod up although no such call can be under way.
 * A call whose answer was lost may have been heard: until the provider was quiet for a while nobody is told that it stays.
 */
export async function heedComeback(pod: StoppingPod, context: JobContext): Promise<Comeback> {
  const nowMs = context.clock.now();
  const sinceMs = pod.run.stop.heldSinceMs;
  if (sinceMs === undefined) {
    await update(context.store.pods, placeOf(pod), (current) => held(current, nowMs));
    return "wait";
  }
  const status = await look(pod, context);
  if (status === "down") return "stopped";
  if (nowMs - sinceMs < quietMs || status === undefined) return "wait";
  if (status === "none") return "go-on";
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    current.phase === "stopping" && current.run.stop.heldSinceMs === sinceMs
      ? callOff(current, nowMs)
      : undefined,
  );
  if (stored?.value.phase !== "live") return "wait";
  context.log.info("a stop was called off", { podId: pod.id });
  await announceLive(stored.value, context);
  return "called-off";
}

/** The provider is asked again from now on. A store that does not answer keeps no stop back. */
export async function endComeback(pod: StoppingPod, context: JobContext): Promise<void> {
  if (pod.run.stop.heldSinceMs === undefined) return;
  try {
    await update(context.store.pods, placeOf(pod), unheld);
  } catch (error) {
    logAndContinue(error, { event: "a stop goes on, and can't be noted to", podId: pod.id }, context);
  }
}

/** Undefined when it can't be told now. */
async function look(pod: StoppingPod, context: JobContext): Promise<"up" | "down" | "none" | undefined> {
  const provider = context.providers.get(pod.provider);
  if (provider === undefined || pod.providerPodId === undefined) return undefined;
  try {
    const signal = context.clock.deadline(lookMs, context.shutdown);
    const listed = await provider.pods.get(pod.providerPodId, signal);
    if (listed === undefined || listed.status === "gone") return "none";
    if (listed.status === "stopped") return "down";
    return isUp(listed) ? "up" : undefined;
  } catch (error) {
    logAndContinue(error, { event: "a pod can't be read before its stop", podId: pod.id }, context);
    return undefined;
  }
}
