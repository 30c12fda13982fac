import { Redis } from "ioredis";
import { onTestFinished } from "vitest";
import { takeOver, type TakeOverOptions } from "../../src/bot/take-over.ts";
import type { Clock } from "../../src/core/common/clock.ts";
import type { Store } from "../../src/core/ports/store.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import { keyPrefix } from "../../src/store/key-prefix.ts";
import { createRedisStore } from "../../src/store/redis-store.ts";
import { createClock } from "../../src/system/clock.ts";
import { askedPod } from "../support/asked-pod.ts";
import { createTestLog } from "../support/log.ts";
import { startTestRedis } from "../support/redis.ts";

export const team = "main";
export const startedAtMs = Date.UTC(2026, 10, 30);

export type OldRedis = {
  readonly redis: Redis;
  readonly url: string;
  /** What an older version sees. */
  readonly old: Store;
  /** What this version sees as this instance. */
  of(instanceId: string): Store;
  /** Begins a start of this version. */
  start(instanceId: string, change?: Partial<TakeOverOptions>): Promise<readonly string[]>;
  /** All keys, with what is in those that are no queue. */
  keys(pattern?: string): Promise<readonly string[]>;
};

/** Time that passes at once. */
export function createQuickClock(): Clock {
  let passedMs = 0;
  const real = createClock();
  return {
    ...real,
    now: () => real.now() + passedMs,
    sleep: async (ms) => {
      passedMs += ms;
      await real.sleep(1);
    },
  };
}

/** A real Redis that ends with the test. */
export async function openOldRedis(): Promise<OldRedis> {
  const server = await startTestRedis();
  onTestFinished(async () => server[Symbol.asyncDispose]());
  const redis = new Redis(server.url, { maxRetriesPerRequest: null });
  onTestFinished(() => redis.disconnect());
  const of = (instanceId: string): Store =>
    createRedisStore({ log: createTestLog(), redis, prefix: keyPrefix(instanceId) });
  return {
    redis,
    url: server.url,
    old: createRedisStore({ log: createTestLog(), redis, prefix: "labelpod" }),
    of,
    async start(instanceId, change = {}) {
      const lines: string[] = [];
      await takeOver({
        redis,
        store: of(instanceId),
        prefix: keyPrefix(instanceId),
        instanceId,
        choice: undefined,
        clock: createQuickClock(),
        log: createTestLog(),
        signal: new AbortController().signal,
        report: (line) => lines.push(line),
        ...change,
      });
      return lines;
    },
    keys: async (pattern = "*") => (await redis.keys(pattern)).toSorted(),
  };
}

/** A pod of an instance, with a training, its cost, its place and its card, in that store. */
export async function addPod(store: Store, instanceId: string, id: string): Promise<Pod> {
  const pod = { ...askedPod(startedAtMs), id, name: `labelpod-${instanceId}-${id}` };
  await store.pods.create(team, id, pod);
  await store.slots.create(team, `place-of-${id}`, { holderId: id });
  await store.ledger.create(team, `${id}-1`, {
    podId: id,
    run: 1,
    provider: "memory",
    providerPodId: id,
    person: pod.askedBy,
    gpuName: "RTX 4090",
    kind: "up",
    fromMs: startedAtMs,
    machineUsdPerHour: 0.7,
    diskUsdPerHour: 0.1,
  });
  await store.messages.create(team, `web/pod:${id}:1`, {
    card: { key: `pod:${id}:1`, teamId: team, tone: "working", outcome: "open", title: id, lines: [] },
    messageId: `message-${id}`,
  });
  return pod;
}
