import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRedisStore } from "../../src/store/redis-store.ts";
import { openCommandConnection, type RedisClient, untilReady } from "../../src/store/connection.ts";
import { describeStoreContract } from "../contracts/store.ts";
import { createTestLog } from "../support/log.ts";
import { nextEvent, startTestRedis, type TestRedis } from "../support/redis.ts";

let server: TestRedis;

beforeAll(async () => {
  server = await startTestRedis();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function connect(log = createTestLog()): Promise<RedisClient> {
  const redis = openCommandConnection(server, log);
  onTestFinished(() => {
    redis.disconnect();
  });
  await nextEvent(redis, "ready");
  return redis;
}

describeStoreContract("Redis store", async () => {
  const prefix = `test-${randomUUID()}`;
  const [redis, otherRedis] = [await connect(), await connect()];
  return {
    store: createRedisStore({ log: createTestLog(), redis, prefix }),
    other: createRedisStore({ log: createTestLog(), redis: otherRedis, prefix }),
    [Symbol.asyncDispose]: async () => undefined,
  };
});

test("records survive a kill -9 of Redis, and the same store goes on with them", async () => {
  const redis = await connect();
  const store = createRedisStore({ log: createTestLog(), redis, prefix: "survive" });
  const stored = await store.slots.create("team", "pod", { holderId: "first" });
  const back = nextEvent(redis, "ready");
  await server.restart();
  await back;
  expect(await store.slots.get("team", "pod")).toEqual(stored);
  expect(await store.slots.replace(stored, { holderId: "second" })).toMatchObject({
    value: { holderId: "second" },
  });
});

test("every call throws `store-away` while Redis is away, and one outage is logged once", async () => {
  const log = createTestLog();
  const redis = await connect(log);
  const store = createRedisStore({ log: createTestLog(), redis, prefix: "away" });
  const closed = nextEvent(redis, "close");
  await server.kill();
  await closed;

  await expect(store.slots.get("team", "pod")).rejects.toMatchObject({ code: "store-away", retryable: true });
  await expect(store.slots.create("team", "pod", { holderId: "x" })).rejects.toMatchObject({
    code: "store-away",
  });
  await expect(store.slots.list()).rejects.toMatchObject({ code: "store-away" });
  for (let retries = 0; retries < 3; retries += 1) await nextEvent(redis, "reconnecting");
  const back = nextEvent(redis, "ready");
  await server.start();
  await back;

  expect(await store.slots.get("team", "pod")).toBeUndefined();
  expect(log.entries.map(({ event }) => event)).toEqual(["redis away", "redis back"]);
});

test("keys of another prefix stay unseen", async () => {
  const redis = await connect();
  await createRedisStore({ log: createTestLog(), redis, prefix: "one" }).slots.create("team", "pod", {
    holderId: "first",
  });
  expect(await createRedisStore({ log: createTestLog(), redis, prefix: "two" }).slots.list()).toEqual([]);
});

test("untilReady() waits for a Redis that comes up later, or for the end of the signal", async () => {
  await using late = await startTestRedis();
  await late.kill();
  const redis = openCommandConnection(late, createTestLog());
  onTestFinished(() => {
    redis.disconnect();
  });
  const reason = new Error("shutting down");
  const stop = new AbortController();
  const waiting = untilReady(redis, stop.signal);
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);

  await late.start();
  await untilReady(redis, new AbortController().signal);

  expect(await redis.ping()).toBe("PONG");
});
