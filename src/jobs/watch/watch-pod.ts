import { nextUse, type ActivityReading } from "../../core/idle/next-use.ts";
import { decideIdle, type IdleDecision } from "../../core/idle/decide-idle.ts";
import { isSameEnd } from "../../core/cards/end-cards.ts";
import { liveCard, outdatedCards } from "../../core/cards/address-cards.ts";
import { paidFromMs } from "../../core/money/pod-cost.ts";
import { outageCards } from "../../core/cards/outage-cards.ts";
import { nextOutage } from "../../core/pods/next-outage.ts";
import { podCard } from "../../core/cards/pod-card.ts";
import { unreachableCard } from "../../core/cards/pod-alarms.ts";
import { beginStop } from "../../core/pods/change-stop.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import { isWanted, type Pod } from "../../core/records/pod.ts";
import { isReached } from "../../core/records/server-address.ts";
import { update } from "../../core/ports/store.ts";
import { isOnlyWaiting } from "../../core/market/wait-for-gpu.ts";
import type { JobContext } from "../context.ts";
import type { Job } from "../define.ts";
import { podKey, podPayload, podPlace, type PodPayload } from "../pod-payload.ts";
import { countLabels } from "./count-labels.ts";
import { renewLease } from "./renew-lease.ts";
import { siteOf } from "../running-pod.ts";
import { stopPod } from "../stop/stop-pod.ts";
import { tellEnd } from "../stop/announce-end.ts";
import { tolerate } from "../log-and-continue.ts";

const readMs = 30_000;
const mendMs = 20_000;

/** Reads on the pod who uses it and how its server is, tells what is new, and decides: go on, warn, or stop. */
export const watchPod: Job<PodPayload> = {
  name: "watch-pod",
  lane: "watch",
  parse: (payload) => podPayload.parse(payload),
  key: podKey,
  async run(payload, context) {
    const stored = await context.store.pods.get(payload.teamId, payload.podId);
    if (stored?.value.phase !== "live") return undefined;
    await announce(stored.value, context);
    const askedAtMs = context.clock.now();
    const reading = await read(stored.value, context);
    const updated = await update(context.store.pods, podPlace(payload), (pod) =>
      pod.phase === "live" && !isOvertaken(pod, askedAtMs)
        ? withReading(pod, reading, context.clock.now())
        : undefined,
    );
    if (updated?.value.phase !== "live") return undefined;
    await tellReached(updated.value, context);
    await renewLease(updated.value, context);
    if (reading?.server.state === "gone") await mend(updated.value, context);
    if (reading?.server.state === "running") await countLabels(updated.value, context);
    for (const card of outageCards(updated.value)) await context.chat.show(card);
    await enforceDeadlines(updated.value, context);
    return undefined;
  },
};

/** Another run of the job has written what it read later; no read takes longer, so more is a clock that was set back. */
function isOvertaken({ use }: Pod, askedAtMs: number): boolean {
  const aheadMs = (use?.readAtMs ?? 0) - askedAtMs;
  return aheadMs > 0 && aheadMs <= readMs;
}

/** What was read goes into the record before it is told, so that a crash of the bot in between keeps nothing back. */
function withReading(pod: Pod, reading: ActivityReading | undefined, nowMs: number): Pod {
  const use = nextUse(pod.use, reading, nowMs);
  if (reading === undefined) return { ...pod, use };
  const outage = nextOutage(pod.outage, reading.server, nowMs);
  return {
    ...pod,
    use,
    ...(outage === undefined ? {} : { outage }),
    ...(pod.unreachable === undefined ? {} : { unreachable: { ...pod.unreachable, isOver: true } }),
  };
}

/** The record forgets it only when it was told, so that a crash on the way keeps nothing back. */
async function tellReached(pod: Pod, { chat, store }: JobContext): Promise<void> {
  if (pod.unreachable?.isOver !== true) return;
  await chat.show(unreachableCard(pod, pod.unreachable.sinceMs, false));
  await update(store.pods, podPlace({ teamId: pod.teamId, podId: pod.id }), (current) => {
    const { unreachable, ...rest } = current;
    return unreachable?.isOver === true ? rest : undefined;
  });
}

/** A start that fails is tried again by the next look. */
async function mend(pod: Pod, context: JobContext): Promise<void> {
  const site = siteOf(pod, context);
  if (site === undefined) return;
  try {
    await context.software.mend(site, context.clock.deadline(mendMs, context.shutdown));
    context.log.info("the server was gone and is started again", { podId: pod.id });
  } catch (error) {
    tolerate(error, { event: "the server is gone and can't be started", podId: pod.id }, context);
  }
}

/** Says that it is live: a crash after the record was written would have kept that back, and saying it twice does nothing. */
export async function announce(pod: Pod, context: JobContext): Promise<void> {
  if (pod.phase !== "live" || !isReached(pod)) return;
  await context.chat.show(podCard(pod, context.clock.now(), context.settings));
  for (const card of outdatedCards(pod)) await context.chat.show(card);
  await context.chat.show(liveCard(pod, await settingsOf(context, pod.teamId)));
}

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
  if (decision.kind === "go-on" && isSameEnd(pod, decision)) return tellEnd(pod, context);
  const place = podPlace({ teamId: pod.teamId, podId: pod.id });
  const stored = await update(context.store.pods, place, (current) =>
    isUnchanged(current, pod) ? apply(current, decision, nowMs) : undefined,
  );
  if (stored === undefined) return;
  if (stored.value.phase === "stopping")
    await context.queue.add(stopPod, { teamId: pod.teamId, podId: pod.id });
  await tellEnd(stored.value, context);
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
    ...(warning === undefined ? {} : { warning }),
    ...(notice === undefined ? {} : { notice }),
  };
}

/** Undefined when the pod can't be read now: that counts as in use, up to the hard limit. */
async function read(pod: Pod, context: JobContext): Promise<ActivityReading | undefined> {
  const site = siteOf(pod, context);
  if (site === undefined) return undefined;
  const signal = context.clock.deadline(readMs, context.shutdown);
  try {
    return await context.software.activity(site, signal);
  } catch (error) {
    tolerate(error, { event: "use of the pod can't be read", podId: pod.id }, context);
    return undefined;
  }
}
