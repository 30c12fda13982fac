import { isSilent } from "../core/activity.ts";
import { beginStop, finishStop, startAgain, stopLatecomer } from "../core/pod-changes.ts";
import { isUp, type ListedPod, mayBeHidden, type Pod, type Stop } from "../core/pod.ts";
import type { Pods } from "../core/ports.ts";
import { update } from "../core/store.ts";
import type { JobContext } from "./context.ts";
import { podPlace } from "./pod-payload.ts";
import { stopPod } from "./stop-pod.ts";

const settledMs = 5 * 60_000;

/** What one provider says of its pods. */
export type Account = {
  readonly pods: Pods;
  readonly listed: readonly ListedPod[];
  readonly signal: AbortSignal;
};

type Change = (current: Pod) => Pod | undefined;

/** Takes note of what happened to a pod without labelpod; a pod that is missing from a list may be a missing read. */
export async function noticeOutsideChange(pod: Pod, account: Account, context: JobContext): Promise<void> {
  const seen = account.listed.find(
    (other) => other.providerPodId === pod.providerPodId || (pod.phase === "gone" && other.name === pod.name),
  );
  const nowMs = context.clock.now();
  const change = seen === undefined ? await vanished(pod, account, nowMs) : outsideChange(pod, seen, nowMs);
  if (change === undefined) return;
  const payload = { teamId: pod.teamId, podId: pod.id };
  await update(context.store.pods, podPlace(payload), (current) =>
    current.phase === pod.phase && current.run.number === pod.run.number ? change(current) : undefined,
  );
  await context.queue.add(stopPod, payload);
}

/** A live pod was stopped by somebody else; one that was given up runs after all; a stopped one was started, so it is looked after. */
function outsideChange(pod: Pod, seen: ListedPod, nowMs: number): Change | undefined {
  if (pod.phase === "live" && seen.status === "stopped") {
    const stop: Stop = { reason: "outside", volume: "keep", askedAtMs: nowMs, attempts: 0 };
    return (current) => ({ ...finishStop(current, "stopped", nowMs), stop });
  }
  if (!isUp(seen)) return undefined;
  if (pod.phase === "gone") return (current) => stopLatecomer(current, seen.providerPodId, nowMs);
  // The provider's list may name a pod as running for a while after its stop.
  const wasStoppedLongAgo = pod.phase === "stopped" && nowMs - (pod.run.endedAtMs ?? nowMs) > settledMs;
  return wasStoppedLongAgo ? (current) => startAgain(current, current, nowMs) : undefined;
}

/**
 * A live pod that was deleted by somebody else. Only when the list, the provider's answer about this very pod and the pod
 * itself all say nothing of it; the stop then reads back that it is gone.
 */
async function vanished(pod: Pod, { pods, signal }: Account, nowMs: number): Promise<Change | undefined> {
  if (pod.phase !== "live" || pod.providerPodId === undefined) return undefined;
  if (!isSilent(pod.use) || mayBeHidden(pod, nowMs)) return undefined;
  if ((await pods.get(pod.providerPodId, signal)) !== undefined) return undefined;
  return (current) => beginStop(current, { reason: "outside" }, nowMs);
}
