import type { InstanceId } from "../core/records/ids.ts";

/**
 * What the keys of an instance's store and queue begin with. The braces keep all of them in one slot of a Redis Cluster, which a
 * script needs; the id keeps two bots on one Redis apart.
 */
export function keyPrefix(instanceId: InstanceId): string {
  return `{labelpod:${instanceId}}`;
}
