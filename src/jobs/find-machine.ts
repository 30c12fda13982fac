import type { Pods } from "../core/ports/provider.ts";
import type { ListedPod } from "../core/records/machine.ts";

/** The pod of this name that still exists. */
export async function findByName(
  pods: Pods,
  name: string,
  signal: AbortSignal,
): Promise<ListedPod | undefined> {
  const listed = await pods.list(signal);
  return listed.find((other) => other.name === name && other.status !== "gone");
}

/** Whether the provider's list has this very pod, as one answer about it may lack it. */
export async function isListed(pods: Pods, id: string, signal: AbortSignal): Promise<boolean> {
  const listed = await pods.list(signal);
  return listed.some((other) => other.providerPodId === id && other.status !== "gone");
}
