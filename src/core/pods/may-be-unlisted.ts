import type { Pod } from "../records/pod.ts";

/** How long a pod that was just rented or started can be missing from the provider's answers. */
export const unlistedMs = 60_000;

/** Whether the provider not knowing the pod may only mean that it does not know it yet. */
export function mayBeUnlisted(pod: Pod, nowMs: number): boolean {
  return nowMs - Math.max(pod.upAskedAtMs ?? 0, pod.run.startedAtMs) < unlistedMs;
}

/** Whether a create call may still turn out to have made a pod. */
export function mayStillAppear(pod: Pod, nowMs: number): boolean {
  return pod.uncertainSinceMs !== undefined && nowMs - pod.uncertainSinceMs < unlistedMs;
}
