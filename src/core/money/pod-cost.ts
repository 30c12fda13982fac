import type { StoragePrices } from "../ports/account.ts";
import { paidFromMs, type Pod, type StartingPod, withRun } from "../records/pod.ts";
import { hasDone } from "../records/step.ts";
import type { DiskRates } from "../records/ledger.ts";

const hourMs = 3_600_000;

/** Hours of the month that prices of storage are told for. */
export const monthHours = 30.44 * 24;

/** Sizes in GiB; `volumeGib` is of its own disk, and 0 on a network volume, which is charged for by itself. */
export type DiskSizes = { readonly containerGib: number; readonly volumeGib: number };

/** What disks of these sizes cost; nothing where storage has no price. */
export function diskRates({ containerGib, volumeGib }: DiskSizes, prices?: StoragePrices): DiskRates {
  if (prices === undefined) return { running: 0, stopped: 0 };
  return {
    running: ((containerGib + volumeGib) * prices.running) / monthHours,
    stopped: (volumeGib * prices.stopped) / monthHours,
  };
}

/** What a machine costs an hour as its provider tells it; where that tells nothing, as it did before or as it was offered. */
export function machineUsdPerHour(
  toldUsd: number,
  { usdPerHour, offer }: Pick<Pod, "usdPerHour" | "offer">,
): number {
  return [toldUsd, usdPerHour, offer?.usdPerHour].find((usd = 0) => usd > 0) ?? 0;
}

/** Whether this run has had a machine: a stopped pod has none until its start has worked. */
export function hasMachine(pod: Pod): boolean {
  if (pod.providerPodId === undefined || pod.run.waiting !== undefined) return false;
  return pod.run.number === 1 || pod.run.upAtMs !== undefined || hasDone(pod, "start");
}

/**
 * What this run has cost up to `untilMs` in USD, its disks and the machines that were given back included; those of a stopped
 * pod are not in it.
 */
export function runCost(pod: Pod, untilMs: number): number {
  const { usd, untilMs: spentUntilMs } = pod.run.spent ?? { usd: 0, untilMs: 0 };
  if (!hasMachine(pod)) return usd;
  const hours = Math.max(0, untilMs - Math.max(paidFromMs(pod), spentUntilMs)) / hourMs;
  return usd + hours * ((pod.usdPerHour ?? 0) + (pod.disk?.running ?? 0));
}

/**
 * What its present machine has cost since it was asked to be up, in USD with its disks; undefined where that is not known, or it
 * was of use in this run.
 */
export function machineCost({ run, upAskedAtMs, usdPerHour, disk }: Pod, nowMs: number): number | undefined {
  if (run.liveAtMs !== undefined || upAskedAtMs === undefined || usdPerHour === undefined) return undefined;
  return (Math.max(0, nowMs - upAskedAtMs) / hourMs) * (usdPerHour + (disk?.running ?? 0));
}

/** The run with what it has cost so far written down, before its machine is let go of. */
export function withSpent(pod: StartingPod, nowMs: number): StartingPod {
  return withRun(pod, { spent: { usd: runCost(pod, nowMs), untilMs: nowMs } });
}

/** What a stopped pod's disk costs until it is deleted. */
export function restUsdPerMonth({ phase, disk }: Pod): number {
  return phase === "stopped" ? (disk?.stopped ?? 0) * monthHours : 0;
}

/** What a pod costs by the hour now: its machine with its disks, or its disk alone. */
export function usdPerHourOf(pod: Pod): number {
  if (pod.phase === "gone") return 0;
  const isUp = pod.phase !== "stopped" && hasMachine(pod);
  return isUp ? (pod.usdPerHour ?? 0) + (pod.disk?.running ?? 0) : (pod.disk?.stopped ?? 0);
}

/** What all of them cost an hour now, in USD. */
export function usdPerHourOfAll(pods: readonly Pod[]): number {
  return pods.reduce((sum, pod) => sum + usdPerHourOf(pod), 0);
}
