import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import type { InstanceId } from "../core/records/ids.ts";
import type { Pod } from "../core/records/pod.ts";
import type { RedisClient } from "./connection.ts";
import { keyPrefix } from "./key-prefix.ts";
import { createRedisStore } from "./redis-store.ts";

/** All instances that have pods on this Redis, or run. */
const registryKey = "labelpod:instances";

/** How long an instance that shows no sign of life still counts as running. */
export const aliveMs = 60_000;

export type AbandonedInstance = { readonly instanceId: InstanceId; readonly pods: readonly Pod[] };

/** Which instances there are on a Redis, and behind which of them a bot runs. */
export type Instances = {
  /** A sign of life of this one, due before `aliveMs` are over. */
  announce(): Promise<void>;
  /** The other instances that have pods and show no sign of life. What has neither is forgotten. */
  abandoned(): Promise<readonly AbandonedInstance[]>;
  /** Takes the sign of life back at an orderly end. */
  leave(): Promise<void>;
};

export function createInstances(redis: RedisClient, instanceId: InstanceId, log: Log): Instances {
  async function isAlive(other: string): Promise<boolean> {
    return (await redis.exists(aliveKey(other))) === 1;
  }

  async function openPods(other: string): Promise<readonly Pod[]> {
    const pods = await createRedisStore({ redis, prefix: keyPrefix(other) }).pods.list();
    return pods.map(({ value }) => value).filter(({ phase }) => phase !== "gone");
  }

  return {
    async announce() {
      await redis.sadd(registryKey, instanceId);
      await redis.set(aliveKey(instanceId), "1", "PX", aliveMs);
    },
    async abandoned() {
      const found: AbandonedInstance[] = [];
      for (const other of await redis.smembers(registryKey)) {
        if (other === instanceId || (await isAlive(other))) continue;
        const pods = await openPods(other).catch((error: unknown) => {
          // Of a later version, say: nothing can be told of them, and nothing is forgotten.
          log.warn("the pods of another instance can't be read", { other, ...describeError(error) });
          return undefined;
        });
        if (pods === undefined) continue;
        if (pods.length > 0) found.push({ instanceId: other, pods });
        else await redis.srem(registryKey, other);
      }
      return found;
    },
    async leave() {
      await redis.del(aliveKey(instanceId));
    },
  };
}

function aliveKey(instanceId: InstanceId): string {
  return `${keyPrefix(instanceId)}:alive`;
}
