import type { Pod } from "./pod.ts";

/** Since when the machine of this run is paid for. */
export function paidFromMs({ run }: Pick<Pod, "run">): number {
  return run.paidFromMs ?? run.startedAtMs;
}

/** What this run has cost up to `untilMs` in USD, by the provider's hourly rate; storage of a stopped pod is not in it. */
export function runCost(pod: Pod, untilMs: number): number {
  const hours = Math.max(0, untilMs - paidFromMs(pod)) / 3_600_000;
  return pod.providerPodId === undefined ? 0 : hours * (pod.usdPerHour ?? 0);
}
