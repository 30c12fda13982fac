import type { Redis } from "ioredis";
import type { Store } from "../core/ports/store.ts";
import { isPodOpen } from "../core/records/pod.ts";
import { isUnsettled } from "../core/records/training.ts";
import { createRedisCollection, createRedisOpenCollection } from "./redis-collection.ts";

/** What must survive a restart, in a Redis that writes each change to its disk at once; `prefix` keeps deployments apart. */
export function createRedisStore({ redis, prefix }: { redis: Redis; prefix: string }): Store {
  const at = (kind: string): { redis: Redis; key: string } => ({ redis, key: `${prefix}:${kind}` });
  return {
    pods: createRedisOpenCollection(at("pods"), { version: 1, isOpen: isPodOpen }),
    trainings: createRedisOpenCollection(at("trainings"), { version: 1, isOpen: isUnsettled }),
    epochs: createRedisCollection(at("epochs")),
    slots: createRedisCollection(at("slots")),
    messages: createRedisCollection(at("messages")),
    confirmations: createRedisCollection(at("confirmations")),
    settings: createRedisCollection(at("settings")),
    sightings: createRedisCollection(at("sightings")),
    ledger: createRedisCollection(at("ledger")),
    bills: createRedisCollection(at("bills")),
    moneyTold: createRedisCollection(at("money-told")),
    notices: createRedisCollection(at("notices")),
  };
}
