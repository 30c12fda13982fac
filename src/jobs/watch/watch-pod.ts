import type { Clock } from "../../core/common/clock.ts";
import { nextUse, readingMs } from "../../core/idle/next-use.ts";
import type { ActivityReading } from "../../core/records/use.ts";
import { outageCards } from "../../core/cards/outage-cards.ts";
import { nextOutage } from "../../core/pods/next-outage.ts";
import { unreachableCard } from "../../core/cards/pod-alarms.ts";
import { type LivePod, type Pod, withoutRun, withRun } from "../../core/records/pod.ts";
import { update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import type { Job } from "../define.ts";
import { podKey, podPayload, podPlace, type PodPayload } from "../pod-payload.ts";
import { countLabels } from "./count-labels.ts";
import { isHanging, lookForComeback } from "./look-for-comeback.ts";
import { readActivity, readMs } from "./read-activity.ts";
import { renewLease } from "./renew-lease.ts";
import { runningPodOf } from "../running-pod.ts";
import { logAndContinue } from "../log-and-continue.ts";
import { enforceDeadlines } from "./enforce-deadlines.ts";
import { announceLive } from "../announce-live.ts";
import { defined } from "../../core/common/defined.ts";
import { placeOf } from "../../core/records/place-of.ts";

const mendMs = 20_000;

/** Reads on the pod who uses it and how its server is, tells what is new, and decides: go on, warn, or stop. */
export const watchPod: Job<PodPayload> = {
  name: "watch-pod",
  lane: "watch",
  parse: (payload) => podPayload.parse(payload),
  key: podKey,
  async run(payload, context) {
    const stored = await context.store.pods.get(payload.teamId, payload.podId);
    if (stored !== undefined && isHanging(stored.value)) await lookForComeback(stored.value, context);
    if (stored?.value.phase !== "live") return undefined;
    await announceLive(stored.value, context);
    const askedAtMs = context.clock.now();
    const reading = await readActivity(stored.value, context);
    const updated = await update(context.store.pods, podPlace(payload), (pod) =>
      pod.phase === "live" && !isOvertaken(pod, askedAtMs)
        ? withReading(pod, reading, context.clock)
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
function isOvertaken({ run: { use } }: Pod, askedAtMs: number): boolean {
  const aheadMs = (use?.readAtMs ?? 0) - askedAtMs;
  return aheadMs > 0 && aheadMs <= readMs;
}

/** What was read goes into the record before it is told, so that a crash of the bot in between keeps nothing back. */
function withReading(pod: LivePod, reading: ActivityReading | undefined, clock: Clock): LivePod {
  const moment = { nowMs: clock.now(), isSure: clock.isConfirmed() };
  const use = nextUse(pod.run.use, reading, moment);
  if (reading === undefined) return withRun(pod, { use });
  const outage = nextOutage(pod.run.outage, reading.server, readingMs(pod.run.use, reading, moment));
  return withRun(pod, {
    use,
    ...defined({ outage }),
    ...(pod.run.unreachable === undefined ? {} : { unreachable: { ...pod.run.unreachable, isOver: true } }),
  });
}

/** The record forgets it only when it was told, so that a crash on the way keeps nothing back. */
async function tellReached(pod: Pod, { chat, store }: JobContext): Promise<void> {
  if (pod.run.unreachable?.isOver !== true) return;
  await chat.show(unreachableCard(pod, pod.run.unreachable.sinceMs, false));
  await update(store.pods, placeOf(pod), (current) => {
    const { unreachable } = current.run;
    return unreachable?.isOver === true ? withoutRun(current, "unreachable") : undefined;
  });
}

/** A start that fails is tried again by the next look. */
async function mend(pod: Pod, context: JobContext): Promise<void> {
  const site = runningPodOf(pod, context);
  if (site === undefined) return;
  try {
    await context.software.mend(site, context.clock.deadline(mendMs, context.shutdown));
    context.log.info("the server was gone and is started again", { podId: pod.id });
  } catch (error) {
    logAndContinue(error, { event: "the server is gone and can't be started", podId: pod.id }, context);
  }
}
