import { type Pod, isOnlyWaiting } from "./pod.ts";

/** That the host of its volume had no free GPU, in each way in which that turns up. */
const codes: ReadonlySet<string> = new Set(["start-refused", "started-without-gpu", "waited-for-host"]);

/** Whether it is stopped because its host has no free GPU: waiting for one or a fresh pod is what is left. */
export function isStartRefused({ phase, run: { failure } }: Pod): boolean {
  return phase === "stopped" && failure !== undefined && codes.has(failure.code);
}

/** Whether it has a volume and no machine that is up, so that a fresh pod may take its place. */
export function isStranded(pod: Pod): boolean {
  const waitsForHost = pod.phase === "starting" && pod.providerPodId !== undefined && isOnlyWaiting(pod);
  return pod.phase === "stopped" || waitsForHost;
}
