import { type Pod, isWanted, isOnlyWaiting, paidFromMs } from "../../core/records/pod.ts";
import type { JobContext } from "../context.ts";
import { decideIdle, type IdleDecision } from "../../core/idle/decide-idle.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import { isSameEnd } from "../../core/cards/end-cards.ts";
import { announceEnd } from "../stop/announce-end.ts";
import { podPlace } from "../pod-payload.ts";
import { update } from "../../core/ports/store.ts";
import { stopPod } from "../stop/stop-pod.ts";
import { beginStop } from "../../core/pods/change-stop.ts";
import { defined } from "../../core/common/defined.ts";

/**
 * Acts on what is due for a pod, by what was last read of its use; needs nothing from the pod itself.
 * One that comes up is only ever ended by the hard limit.
 */
export async function enforceDeadlines(pod: Pod, context: JobContext): Promise<void> {
  if (!isWanted(pod) || isOnlyWaiting(pod)) return;
  const nowMs = context.clock.now();
  const decision = decideIdle({
    nowMs,
    startedAtMs: paidFromMs(pod),
    liveAtMs: pod.run.liveAtMs ?? pod.run.startedAtMs,
    use: pod.phase === "live" ? pod.use : undefined,
    warning: pod.warning,
    policy: policyOf(pod, await settingsOf(context, pod.teamId)),
  });
  if (decision.kind === "go-on" && isSameEnd(pod, decision)) return announceEnd(pod, context);
  const place = podPlace({ teamId: pod.teamId, podId: pod.id });
  const stored = await update(context.store.pods, place, (current) =>
    isUnchanged(current, pod) ? apply(current, decision, nowMs) : undefined,
  );
  if (stored === undefined) return;
  if (stored.value.phase === "stopping")
    await context.queue.add(stopPod, { teamId: pod.teamId, podId: pod.id });
  await announceEnd(stored.value, context);
}

/** A decision counts only for the facts that it was made on. */
function isUnchanged(current: Pod, decidedOn: Pod): boolean {
  return (
    current.phase === decidedOn.phase &&
    current.run.number === decidedOn.run.number &&
    isSameEnd(current, decidedOn) &&
    current.use?.lastUseAtMs === decidedOn.use?.lastUseAtMs &&
    current.use?.keepUntilMs === decidedOn.use?.keepUntilMs &&
    current.policy?.idleMs === decidedOn.policy?.idleMs &&
    current.policy?.graceMs === decidedOn.policy?.graceMs &&
    current.policy?.limitAtMs === decidedOn.policy?.limitAtMs
  );
}

function apply(pod: Pod, decision: IdleDecision, nowMs: number): Pod | undefined {
  if (decision.kind === "stop") return beginStop(pod, { reason: decision.reason }, nowMs);
  const { warning: _w, notice: _n, ...rest } = pod;
  const { warning, notice } = decision;
  return {
    ...rest,
    ...defined({ warning, notice }),
  };
}
