import type { InstanceId } from "./ids.ts";
import type { ListedPod } from "./machine.ts";
import type { Pod } from "./pod.ts";

/** Whether a pod or a network volume at a provider carries the name of this instance. */
export function isOwn({ name }: Pick<Pod, "name">, instanceId: InstanceId): boolean {
  return name.startsWith(podNamePrefix(instanceId));
}

/** Every pod of an instance has a name with this beginning. */
export function podNamePrefix(instanceId: InstanceId): string {
  return `labelpod-${instanceId}-`;
}

/**
 * The pods with the names that this instance made them under, where somebody has renamed them and the provider remembers.
 * One that was copied by hand remembers the same as the one that it is a copy of: neither gets that name.
 */
export function withFirstNames(listed: readonly ListedPod[], instanceId: InstanceId): readonly ListedPod[] {
  const namesakes = Map.groupBy(listed, ({ madeAs, name }) => madeAs ?? name);
  return listed.map((pod) => {
    const { madeAs } = pod;
    if (madeAs === undefined || isOwn(pod, instanceId) || !isOwn({ name: madeAs }, instanceId)) return pod;
    return namesakes.get(madeAs)?.length === 1 ? { ...pod, name: madeAs } : pod;
  });
}
