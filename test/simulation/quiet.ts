import { idleSinceMs } from "../../src/core/idle/decide-idle.ts";
import { isUnclosed, type Pod } from "../../src/core/records/pod.ts";
import { policyOf } from "../../src/core/idle/pod-policy.ts";
import type { Settings } from "../../src/core/records/settings.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { isOpen, isUnsettled } from "../../src/core/records/training.ts";
import type { SimulatedQueue } from "../../src/simulated/queue.ts";
import { minuteMs } from "./units.ts";

type Bot = {
  readonly store: Store;
  readonly queue: SimulatedQueue;
  readonly settings: Settings;
  readonly teamId: string;
  /** By the bot's clock, as all times here. */
  readonly nowMs: number;
  /** Whether a pod that waits for a GPU would look in vain. */
  isInVain(pod: Pod): boolean;
};

const leadsMs = [0, 10 * minuteMs, 60 * minuteMs];

/** `isWarned`: whoever works now takes a warning back. `isWaiting`: a pod looks for a free GPU. */
export type Quiet = { readonly untilMs: number; readonly isWarned: boolean; readonly isWaiting: boolean };

/**
 * Until when a bot that looks every 15 s would find nothing to do but to note that it has looked, in milliseconds of its
 * clock; undefined while anything is under way. All of it comes from what the bot itself goes by.
 */
export async function findQuiet({
  store,
  queue,
  settings,
  teamId,
  nowMs,
  isInVain,
}: Bot): Promise<Quiet | undefined> {
  const pods = (await store.pods.list()).map(({ value }) => value);
  const isWaiting = pods.some(({ run }) => run.waiting !== undefined);
  const usual = isWaiting ? ["follow-training", "advance-pod"] : ["follow-training"];
  if (queue.unfinished().some(({ name, holder }) => holder !== undefined || !usual.includes(name)))
    return undefined;
  const trainings = (await store.trainings.list()).map(({ value }) => value);
  if (
    pods.some((pod) => !isStill(pod, { nowMs, isInVain })) ||
    trainings.some((one) => isUnsettled(one) && !isOpen(one))
  )
    return undefined;
  if (
    trainings.some(
      ({ state, stopAskedAtMs }) =>
        state === "submitting" || (state === "running" && stopAskedAtMs !== undefined),
    )
  )
    return undefined;
  if ((await store.sightings.list()).some(({ value }) => Object.keys(value.seen).length > 0))
    return undefined;
  const team = { ...settings, ...(await store.settings.get(teamId, "settings"))?.value };
  const ahead = pods.flatMap((pod) => deadlinesOf(pod, team)).filter((atMs) => atMs > nowMs);
  const isWarned = pods.some(({ run }) => run.warning !== undefined);
  return { untilMs: Math.min(Number.POSITIVE_INFINITY, ...ahead), isWarned, isWaiting };
}

/** Nothing is under way on it, and all that was decided of it was told. */
function isStill(pod: Pod, { nowMs, isInVain }: Pick<Bot, "nowMs" | "isInVain">): boolean {
  if (pod.phase === "starting" && pod.run.waiting !== undefined)
    return (pod.run.waitUntilMs ?? 0) > nowMs && isInVain(pod);
  if (pod.phase === "stopped" || pod.phase === "gone") return !isUnclosed(pod);
  if (pod.phase !== "live" || pod.run.isRotating === true || pod.run.unreachable !== undefined) return false;
  return pod.run.use?.state === "known" && pod.run.outage?.state !== "down";
}

function deadlinesOf(pod: Pod, settings: Settings): readonly number[] {
  if (pod.run.waitUntilMs !== undefined && pod.phase === "starting") return [pod.run.waitUntilMs];
  if (pod.phase !== "live") return [];
  const policy = policyOf(pod, settings);
  const { liveAtMs, use, warning } = pod.run;
  return [
    ...leadsMs.map((leadMs) => policy.limitAtMs - leadMs),
    idleSinceMs({ liveAtMs, use, policy }),
    ...(warning === undefined ? [] : [warning.stopAtMs, warning.stopAtMs - 2 * minuteMs]),
  ];
}
