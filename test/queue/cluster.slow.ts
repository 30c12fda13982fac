import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import {
  openCommandConnection,
  openWorkerConnection,
  type RedisClient,
  untilReady,
} from "../../src/store/connection.ts";
import { keyPrefix } from "../../src/store/key-prefix.ts";
import { createRedisStore } from "../../src/store/redis-store.ts";
import { describeQueueContract } from "../contracts/queue.ts";
import { describeStoreContract } from "../contracts/store.ts";
import { createTestLog } from "../support/log.ts";
import { startTestCluster, type TestCluster } from "../support/redis-cluster.ts";
import { makeBullSubject } from "./bull-subject.ts";

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await startTestCluster();
});

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
});

async function connect(open: typeof openCommandConnection = openCommandConnection): Promise<RedisClient> {
  const redis = open(cluster, createTestLog());
  onTestFinished(() => {
    redis.disconnect();
  });
  await untilReady(redis, new AbortController().signal);
  return redis;
}

describeStoreContract("Redis store in a cluster", async () => {
  const prefix = keyPrefix(randomUUID());
  const [redis, otherRedis] = [await connect(), await connect()];
  return {
    store: createRedisStore({ log: createTestLog(), redis, prefix }),
    other: createRedisStore({ log: createTestLog(), redis: otherRedis, prefix }),
    [Symbol.asyncDispose]: async () => undefined,
  };
});

describeQueueContract("BullMQ queue in a cluster", async () => makeBullSubject(cluster));

test("instances lie on all nodes of the cluster, and what the workers' connection writes the commands' reads", async () => {
  const [finite, endless] = [await connect(), await connect(openWorkerConnection)];
  const ids = Array.from({ length: 12 }, () => randomUUID());
  for (const id of ids)
    await createRedisStore({ log: createTestLog(), redis: endless, prefix: keyPrefix(id) }).slots.create(
      "team",
      "pod",
      {
        holderId: id,
      },
    );

  const read = ids.map(async (id) =>
    createRedisStore({ log: createTestLog(), redis: finite, prefix: keyPrefix(id) }).slots.list(),
  );

  expect((await Promise.all(read)).map(([slot]) => slot?.value.holderId)).toEqual(ids);
});

test("the login of the URL counts for every node", async () => {
  await using guarded = await startTestCluster();
  for (const { port } of guarded.nodes) {
    const node = new Redis(port);
    await node.config("SET", "requirepass", "right");
    node.disconnect();
  }
  const url = guarded.url.replace("redis://", "redis://:right@");
  const redis = openCommandConnection({ url, isCluster: true }, createTestLog());
  onTestFinished(() => redis.disconnect());
  await untilReady(redis, new AbortController().signal);
  const ids = Array.from({ length: 12 }, () => randomUUID());

  for (const id of ids)
    await createRedisStore({ log: createTestLog(), redis, prefix: keyPrefix(id) }).slots.create(
      "team",
      "pod",
      { holderId: id },
    );

  const { port } = guarded.nodes[0] ?? { port: 0 };
  const stranger = new Redis(port);
  stranger.on("error", () => undefined);
  onTestFinished(() => stranger.disconnect());
  await expect(stranger.get("key")).rejects.toThrow("NOAUTH");
});

test("jobs go on when the cluster is back", async () => {
  const subject = await makeBullSubject(cluster);
  onTestFinished(async () => subject[Symbol.asyncDispose]());
  const payloads: unknown[] = [];
  const job = { name: "job", lane: "work", parse: String, key: (payload: string) => payload } as const;
  await subject.work([{ ...job, runWith: async (payload) => void payloads.push(payload) }]);
  await subject.queue.every(job, "scheduled", 100);
  await subject.until(() => payloads.length > 0);

  // Whether a worker hangs after an outage depends on how far each connection was, so one outage proves little.
  for (let outages = 0; outages < 4; outages += 1) {
    for (const node of cluster.nodes) await node.kill();
    await expect(subject.queue.add(job, "lost")).rejects.toMatchObject({ code: "store-away" });
    for (const node of cluster.nodes) await node.start();
    const before = payloads.length;
    await subject.until(() => payloads.length > before + 2);
  }

  expect(payloads).not.toContain("lost");
});

test("commands fail at once while their node is away, and the same store goes on when it is back", async () => {
  const redis = await connect();
  const store = createRedisStore({ log: createTestLog(), redis, prefix: keyPrefix(randomUUID()) });
  // The test before may have left it in the middle of finding itself again.
  const stored = await vi.waitFor(async () => store.slots.create("team", "pod", { holderId: "first" }), {
    timeout: 15_000,
  });
  for (const node of cluster.nodes) await node.kill();

  await expect(store.slots.get("team", "pod")).rejects.toMatchObject({ code: "store-away", retryable: true });

  for (const node of cluster.nodes) await node.start();
  await expect
    .poll(async () => store.slots.get("team", "pod").catch(() => undefined), { timeout: 30_000 })
    .toEqual(stored);
});
