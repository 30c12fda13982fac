import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openCommandConnection, type RedisClient } from "../../src/store/connection.ts";
import { codecs } from "../../src/store/codecs.ts";
import { createRedisStore } from "../../src/store/redis-store.ts";
import { askedPod } from "../support/asked-pod.ts";
import { askedTraining, settledTraining } from "../support/asked-training.ts";
import { createTestLog } from "../support/log.ts";
import { nextEvent, startTestRedis, type TestRedis } from "../support/redis.ts";

let server: TestRedis;

beforeAll(async () => {
  server = await startTestRedis();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function connect(): Promise<RedisClient> {
  const redis = openCommandConnection(server, createTestLog());
  onTestFinished(() => {
    redis.disconnect();
  });
  await nextEvent(redis, "ready");
  return redis;
}

test("an open pod that an older version wrote, without any index, is found", async () => {
  const redis = await connect();
  const store = createRedisStore({ log: createTestLog(), redis, prefix: "older" });
  await redis.sadd("older:pods", "main");
  await redis.hset("older:pods:main", "k1", `7 ${codecs.pods.encode(askedPod(0))}`);

  expect((await store.pods.listOpen()).map(({ id, revision }) => [id, revision])).toEqual([["k1", 7]]);
});

test("an index that is wrong is right again as soon as it is not relied on any more, within a day", async () => {
  const redis = await connect();
  const { trainings } = createRedisStore({ log: createTestLog(), redis, prefix: "wrong" });
  await trainings.create("main", "open", askedTraining("open"));
  await trainings.create("main", "closed", settledTraining("closed"));
  expect((await trainings.listOpen()).map(({ id }) => id)).toEqual(["open"]);
  await redis.del("wrong:trainings!open:main");
  await redis.sadd("wrong:trainings!open:main", "closed", "never-there");
  expect(await trainings.listOpen()).toEqual([]);
  const reliedOnS = await redis.ttl("wrong:trainings!indexed");

  await redis.del("wrong:trainings!indexed");

  expect((await trainings.listOpen()).map(({ id }) => id)).toEqual(["open"]);
  expect(await redis.smembers("wrong:trainings!open:main")).toEqual(["open"]);
  expect(reliedOnS).toBeGreaterThan(0);
  expect(reliedOnS).toBeLessThanOrEqual(24 * 3600);
});

test("a closed record that can't be read keeps no open one from being found", async () => {
  const redis = await connect();
  const store = createRedisStore({ log: createTestLog(), redis, prefix: "unreadable" });
  await store.pods.create("main", "k1", askedPod(0));
  await redis.hset("unreadable:pods:main", "k0", "1 {}");
  await redis.del("unreadable:pods!open:main");

  expect((await store.pods.listOpen()).map(({ id }) => id)).toEqual(["k1"]);
});

test("each start makes the index again, since an older version may have written without it meanwhile", async () => {
  const redis = await connect();
  const { trainings } = createRedisStore({ log: createTestLog(), redis, prefix: "start" });
  await trainings.listOpen();
  await trainings.create("main", "open", askedTraining("open"));
  await redis.del("start:trainings!open:main");
  expect(await trainings.listOpen()).toEqual([]);

  const next = createRedisStore({ log: createTestLog(), redis, prefix: "start" });

  expect((await next.trainings.listOpen()).map(({ id }) => id)).toEqual(["open"]);
});

test("a record that is closed while the index is made is not noted as open", async () => {
  const redis = await connect();
  const { trainings } = createRedisStore({ log: createTestLog(), redis, prefix: "race" });
  const stored = await trainings.create("main", "open", askedTraining("open"));
  await redis.del("race:trainings!open:main");
  const { hscan } = redis;
  let isClosed = false;
  Reflect.set(redis, "hscan", async (...values: Parameters<RedisClient["hscan"]>) => {
    const page = await Reflect.apply(hscan, redis, values);
    if (!isClosed) await trainings.replace(stored, settledTraining("open"));
    isClosed = true;
    return page;
  });

  expect(await trainings.listOpen()).toEqual([]);
  expect(await redis.exists("race:trainings!open:main")).toBe(0);
});

test("an open record that can't be read is named in the log, and keeps the others from nothing", async () => {
  const redis = await connect();
  const log = createTestLog();
  const { pods } = createRedisStore({ log, redis, prefix: "broken" });
  await pods.create("main", "whole", askedPod(0));
  await pods.create("main", "broken", askedPod(0));
  await redis.hset("broken:pods:main", "broken", '9 {"v":1,"id":"broken"}');

  expect((await pods.listOpen()).map(({ id }) => id)).toEqual(["whole"]);
  await expect(pods.get("main", "broken")).rejects.toMatchObject({ code: "record-unreadable" });
  expect(JSON.stringify(log.entries)).toContain('"id":"broken"');
});

test("the stores of one process rely on one index, and another process makes its own", async () => {
  const redis = await connect();
  const of = { log: createTestLog(), redis, prefix: "lives" };
  const first = createRedisStore({ ...of, life: "one" });
  await first.trainings.create("main", "open", askedTraining("open"));
  await first.trainings.listOpen();
  await redis.del("lives:trainings!open:main");

  expect(await createRedisStore({ ...of, life: "one" }).trainings.listOpen()).toEqual([]);
  expect((await createRedisStore({ ...of, life: "two" }).trainings.listOpen()).map(({ id }) => id)).toEqual([
    "open",
  ]);
});
