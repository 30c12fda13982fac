import {
  isOnlyWaiting,
  isWanted,
  paidFromMs,
  type Pod,
  type WantedPod,
  withoutRun,
  withRun,
} from "../../core/records/pod.ts";
import type { JobContext } from "../context.ts";
import { decideIdle, type IdleDecision, isAudienceDue } from "../../core/idle/decide-idle.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import { isSameEnd } from "../../core/cards/end-cards.ts";
import { warningKey } from "../../core/cards/warning-cards.ts";
import { announceEnd } from "../stop/announce-end.ts";
import { podPayloadOf } from "../pod-payload.ts";
import { update } from "../../core/ports/store.ts";
import { stopPod } from "../stop/stop-pod.ts";
import { beginStop } from "../../core/pods/change-stop.ts";
import { defined } from "../../core/common/defined.ts";
import { isUsedSince, withLateUse } from "../write-use.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { logAndContinue } from "../log-and-continue.ts";

/**
 * Acts on what is due for a pod, by what was last read of its use; needs nothing from the pod itself.
 * One that comes up is only ever ended by the hard limit, and none by a time that is in doubt.
 */
export async function enforceDeadlines(given: Pod, context: JobContext): Promise<void> {
  const pod = await withLateUse(given, context);
  if (!isWanted(pod) || isOnlyWaiting(pod) || !context.clock.isConfirmed()) return;
  const nowMs = context.clock.now();
  const decision = decideIdle({
    nowMs,
    startedAtMs: paidFromMs(pod),
    liveAtMs: pod.run.liveAtMs ?? pod.run.startedAtMs,
    use: pod.phase === "live" ? pod.run.use : undefined,
    warning: pod.run.warning,
    warningShownAtMs: await warningShownAtMs(pod, nowMs, context),
    policy: policyOf(pod, await settingsOf(context, pod.teamId)),
  });
  if (decision.kind === "go-on" && isSameEnd(pod.run, decision)) return announceEnd(pod, context);
  const place = placeOf(pod);
  const stored = await update(context.store.pods, place, (current) =>
    isWanted(current) && isUnchanged(current, pod) && !isUsedSince(current, context)
      ? apply(current, decision, nowMs)
      : undefined,
  );
  if (stored === undefined) return;
  if (stored.value.phase === "stopping") await context.queue.add(stopPod, podPayloadOf(pod));
  await announceEnd(stored.value, context);
}

/** Who can't tell whether anybody was shown it counts as nobody: the stop is put off once, and then carried out. */
async function warningShownAtMs(pod: Pod, nowMs: number, context: JobContext): Promise<number | undefined> {
  const { warning } = pod.run;
  if (!isAudienceDue(warning, nowMs)) return undefined;
  try {
    return await context.reach.firstShownAtMs(pod.teamId, warningKey(pod, warning));
  } catch (error) {
    logAndContinue(error, { event: "nobody knows whether a warning was shown", podId: pod.id }, context);
    return undefined;
  }
}

/** A decision counts only for the facts that it was made on. */
function isUnchanged(current: Pod, decidedOn: Pod): boolean {
  return (
    current.phase === decidedOn.phase &&
    current.run.number === decidedOn.run.number &&
    isSameEnd(current.run, decidedOn.run) &&
    current.run.use?.lastUseAtMs === decidedOn.run.use?.lastUseAtMs &&
    current.run.use?.keepUntilMs === decidedOn.run.use?.keepUntilMs &&
    current.run.policy?.idleMs === decidedOn.run.policy?.idleMs &&
    current.run.policy?.graceMs === decidedOn.run.policy?.graceMs &&
    current.run.policy?.limitAtMs === decidedOn.run.policy?.limitAtMs
  );
}

function apply(pod: WantedPod, decision: IdleDecision, nowMs: number): Pod | undefined {
  if (decision.kind === "stop") return beginStop(pod, { reason: decision.reason }, nowMs);
  const { warning, notice } = decision;
  return withRun(withoutRun(pod, "warning", "notice"), defined({ warning, notice }));
}
