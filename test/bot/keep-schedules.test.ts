import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import type { Clock } from "../../src/core/common/clock.ts";
import { keepSchedules } from "../../src/bot/keep-schedules.ts";
import { createBullQueue } from "../../src/queue/bull-queue.ts";
import { createTestLog } from "../support/log.ts";
import { startTestRedis } from "../support/redis.ts";

/** A thousand times as fast. */
const quick: Clock = {
  ...createClock(),
  sleep: async (ms, signal) => createClock().sleep(ms / 1000, signal),
};

test("the sweep is scheduled again after Redis was wiped under a bot that lives", async () => {
  await using server = await startTestRedis();
  const connection = new Redis(server.url, { maxRetriesPerRequest: null });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => connection.disconnect());
  const log = createTestLog();
  const queue = stack.use(createBullQueue({ connection, prefix: "test", log, machine: createClock() }));
  const lanes = ["watch", "sweep"].map((name) => new Queue(name, { connection, prefix: "test" }));
  for (const lane of lanes) stack.defer(() => lane.close());
  const names = async (): Promise<readonly string[]> => {
    const schedulers = await Promise.all(lanes.map((lane) => lane.getJobSchedulers()));
    return schedulers
      .flat()
      .map(({ name }) => name)
      .toSorted();
  };

  stack.use(await keepSchedules(queue, { clock: quick, log }));
  const before = await names();
  await connection.flushall();

  await expect.poll(names).toEqual(before);
  expect(before).toEqual(["read-bills", "sweep", "tidy", "watch-money"]);
});
