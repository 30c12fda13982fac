import type { Pod } from "./pod.ts";

/** What this run has cost up to `untilMs` in USD, by the provider's hourly rate; storage of a stopped pod is not in it. */
export function runCost(pod: Pod, untilMs: number): number {
  const hours = Math.max(0, untilMs - pod.run.startedAtMs) / 3_600_000;
  return pod.providerPodId === undefined ? 0 : hours * (pod.usdPerHour ?? 0);
}
