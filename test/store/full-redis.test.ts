import { expect, onTestFinished, test } from "vitest";
import { createRedisStore } from "../../src/store/redis-store.ts";
import { openCommandConnection } from "../../src/store/connection.ts";
import { createTestLog } from "../support/log.ts";
import { nextEvent, startTestRedis } from "../support/redis.ts";

test("a Redis that is full says so, is read all the same, and takes writes again when it has room", async () => {
  await using server = await startTestRedis();
  const redis = openCommandConnection(server, createTestLog());
  onTestFinished(() => redis.disconnect());
  await nextEvent(redis, "ready");
  const store = createRedisStore({ log: createTestLog(), redis, prefix: "full" });
  const slot = await store.slots.create("team", "pod", { holderId: "k1" });

  await redis.config("SET", "maxmemory", "1");
  const refused = await store.slots.replace(slot, { holderId: "k2" }).catch((error: unknown) => error);
  const read = await store.slots.get("team", "pod");
  await redis.config("SET", "maxmemory", "0");
  const written = await store.slots.replace(slot, { holderId: "k2" });

  expect(refused).toMatchObject({ code: "store-full", retryable: true });
  expect(read?.value).toEqual({ holderId: "k1" });
  expect(written.value).toEqual({ holderId: "k2" });
});
