import { decideIdle, type IdleDecision } from "../core/decide-idle.ts";
import { describeError } from "../core/errors.ts";
import { podCard } from "../core/pod-card.ts";
import { liveCard, warningCard, type WarningState } from "../core/pod-messages.ts";
import { beginStop } from "../core/pod-changes.ts";
import type { Pod, Use, Warning } from "../core/pod.ts";
import type { ActivityReading } from "../core/ports.ts";
import { isReached } from "../core/server-address.ts";
import { update } from "../core/store.ts";
import type { JobContext } from "./context.ts";
import type { Job } from "./define.ts";
import { podKey, podPayload, podPlace, type PodPayload } from "./pod-payload.ts";
import { siteOf } from "./site.ts";
import { stopPod } from "./stop-pod.ts";

const readMs = 30_000;

/** Reads on the pod who uses it and decides: go on, warn, or stop. */
export const watchPod: Job<PodPayload> = {
  name: "watch-pod",
  lane: "watch",
  parse: (payload) => podPayload.parse(payload),
  key: podKey,
  async run(payload, context) {
    const stored = await context.store.pods.get(payload.teamId, payload.podId);
    if (stored?.value.phase !== "live") return undefined;
    await announce(stored.value, context);
    const reading = await read(stored.value, context);
    const updated = await update(context.store.pods, podPlace(payload), (pod) =>
      pod.phase === "live" ? { ...pod, use: nextUse(pod, reading, context.clock.now()) } : undefined,
    );
    if (updated?.value.phase === "live") await enforceDeadlines(updated.value, context);
    return undefined;
  },
};

/** Says that it is live: a crash after the record was written would have kept that back, and saying it twice does nothing. */
export async function announce(pod: Pod, context: JobContext): Promise<void> {
  if (pod.phase !== "live" || !isReached(pod)) return;
  await context.chat.show(podCard(pod, context.clock.now(), context.settings));
  await context.chat.show(liveCard(pod, context.settings));
}

/**
 * Acts on what is due for a pod, by what was last read of its use; needs nothing from the pod itself.
 * One that comes up is only ever ended by the hard limit.
 */
export async function enforceDeadlines(pod: Pod, context: JobContext): Promise<void> {
  if (pod.phase !== "live" && pod.phase !== "starting") return;
  const nowMs = context.clock.now();
  const decision = decideIdle({
    nowMs,
    startedAtMs: pod.run.startedAtMs,
    liveAtMs: pod.run.liveAtMs ?? pod.run.startedAtMs,
    use: pod.phase === "live" ? pod.use : undefined,
    warning: pod.warning,
    policy: {
      idleMs: pod.wishes.idleMs,
      graceMs: context.settings.graceMs,
      hardLimitMs: context.settings.hardLimitMs,
    },
  });
  if (decision.kind === "keep" && !decision.isBackInUse) return;
  const place = podPlace({ teamId: pod.teamId, podId: pod.id });
  const stored = await update(context.store.pods, place, (current) =>
    isUnchanged(current, pod) ? apply(current, decision, nowMs) : undefined,
  );
  if (stored === undefined || (stored.value.phase === pod.phase && stored.value.warning === pod.warning))
    return;
  await tell(pod, stored.value, context);
}

/** A decision counts only for the facts that it was made on. */
function isUnchanged(current: Pod, decidedOn: Pod): boolean {
  return (
    current.phase === decidedOn.phase &&
    current.warning?.stopAtMs === decidedOn.warning?.stopAtMs &&
    current.use?.lastUseAtMs === decidedOn.use?.lastUseAtMs &&
    current.use?.keepUntilMs === decidedOn.use?.keepUntilMs
  );
}

function apply(pod: Pod, decision: IdleDecision, nowMs: number): Pod | undefined {
  if (decision.kind === "stop") return beginStop(pod, { reason: decision.reason }, nowMs);
  if (decision.kind === "warn")
    return { ...pod, warning: { reason: decision.reason, stopAtMs: decision.stopAtMs } };
  const { warning: _, ...rest } = pod;
  return rest;
}

async function tell(before: Pod, after: Pod, context: JobContext): Promise<void> {
  if (after.phase === "stopping") await context.queue.add(stopPod, { teamId: after.teamId, podId: after.id });
  if (before.warning !== undefined && after.warning?.stopAtMs !== before.warning.stopAtMs) {
    await context.chat.show(warningCard(after, before.warning, endOfWarning(after)));
  }
  const { warning } = after;
  if (isNew(warning, before.warning)) await context.chat.show(warningCard(after, warning, "open"));
}

function endOfWarning(pod: Pod): WarningState {
  if (pod.phase === "stopping") return "over";
  return pod.warning === undefined ? "taken-back" : "replaced";
}

function isNew(warning: Warning | undefined, before: Warning | undefined): warning is Warning {
  return warning !== undefined && warning.stopAtMs !== before?.stopAtMs;
}

/** Undefined when the pod can't be read now: that counts as in use, up to the hard limit. */
async function read(pod: Pod, context: JobContext): Promise<ActivityReading | undefined> {
  const site = siteOf(pod, context);
  if (site === undefined) return undefined;
  const signal = context.clock.deadline(readMs, context.shutdown);
  try {
    return await context.software.activity(site, signal);
  } catch (error) {
    context.shutdown.throwIfAborted();
    context.log.warn("use of the pod can't be read", { podId: pod.id, ...describeError(error) });
    return undefined;
  }
}

function nextUse(pod: Pod, reading: ActivityReading | undefined, nowMs: number): Use {
  const lastKnownMs = pod.use?.lastUseAtMs ?? pod.run.liveAtMs ?? nowMs;
  const kept = pod.use?.keepUntilMs === undefined ? {} : { keepUntilMs: pod.use.keepUntilMs };
  if (reading === undefined)
    return { lastUseAtMs: lastKnownMs, readAtMs: nowMs, state: "unknown", isTraining: false, ...kept };
  const isNow = reading.isTraining || reading.sshSessions > 0;
  const seenMs = isNow ? nowMs : nowMs - (reading.lastUseAgeMs ?? Number.POSITIVE_INFINITY);
  return {
    lastUseAtMs: Math.max(lastKnownMs, Math.min(seenMs, nowMs)),
    readAtMs: nowMs,
    state: "known",
    isTraining: reading.isTraining,
    ...kept,
  };
}
