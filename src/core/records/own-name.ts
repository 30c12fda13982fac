import type { InstanceId } from "./ids.ts";
import type { Pod } from "./pod.ts";

/** Whether a pod or a network volume at a provider carries the name of this instance. */
export function isOwn({ name }: Pick<Pod, "name">, instanceId: InstanceId): boolean {
  return name.startsWith(podNamePrefix(instanceId));
}

/** Every pod of an instance has a name with this beginning. */
export function podNamePrefix(instanceId: InstanceId): string {
  return `labelpod-${instanceId}-`;
}
