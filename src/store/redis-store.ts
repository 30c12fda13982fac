import { randomUUID } from "node:crypto";
import type { Log } from "../core/common/log.ts";
import { isUndelivered, type Store } from "../core/ports/store.ts";
import { isPodOpen } from "../core/records/pod.ts";
import { isUnsettled } from "../core/records/training.ts";
import { codecs } from "./codecs.ts";
import { createRedisCollection, createRedisOpenCollection, type Place } from "./redis-collection.ts";
import type { RedisClient } from "./connection.ts";

type StoreOptions = {
  readonly redis: RedisClient;
  readonly prefix: string;
  /** The same for all stores of one process, which rely on one index of open records. @default one of its own */
  readonly life?: string;
  /** Told of records that can't be read; absent: a list with one throws. */
  readonly log?: Log;
};

/** What must survive a restart, in a Redis that writes each change to its disk at once; `prefix` keeps deployments apart. */
export function createRedisStore({ redis, prefix, log, life = randomUUID() }: StoreOptions): Store {
  const at = (kind: string): Place => ({ redis, log, life, key: `${prefix}:${kind}` });
  return {
    pods: createRedisOpenCollection(at("pods"), codecs.pods, { isOpen: isPodOpen }),
    trainings: createRedisOpenCollection(at("trainings"), codecs.trainings, { isOpen: isUnsettled }),
    epochs: createRedisCollection(at("epochs"), codecs.epochs),
    slots: createRedisCollection(at("slots"), codecs.slots),
    pastTrainings: createRedisCollection(at("past-trainings"), codecs.pastTrainings),
    messages: createRedisOpenCollection(at("messages"), codecs.messages, { isOpen: isUndelivered }),
    confirmations: createRedisCollection(at("confirmations"), codecs.confirmations),
    settings: createRedisCollection(at("settings"), codecs.settings),
    sightings: createRedisCollection(at("sightings"), codecs.sightings),
    ledger: createRedisCollection(at("ledger"), codecs.ledger),
    bills: createRedisCollection(at("bills"), codecs.bills),
    moneyTold: createRedisCollection(at("money-told"), codecs.moneyTold),
    badDraws: createRedisCollection(at("bad-draws"), codecs.badDraws),
    notices: createRedisCollection(at("notices"), codecs.notices),
  };
}
