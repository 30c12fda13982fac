import { randomUUID } from "node:crypto";
import { expect, vi } from "vitest";
import { createBullQueue } from "../../src/queue/bull-queue.ts";
import { startWorkers } from "../../src/queue/workers.ts";
import {
  openCommandConnection,
  openWorkerConnection,
  type RedisClient,
  type RedisPlace,
  untilReady,
} from "../../src/store/connection.ts";
import { keyPrefix } from "../../src/store/key-prefix.ts";
import { createClock } from "../../src/system/clock.ts";
import { contractRetry, type QueueSubject } from "../contracts/queue/subject.ts";
import { createTestContext } from "../support/job-context.ts";
import { createTestLog } from "../support/log.ts";

/** Of workers that lose their locks soon. */
export const timing = {
  concurrency: { stop: 1, watch: 1, work: 1, sweep: 1 },
  retry: contractRetry,
  lockMs: 1000,
  closeMs: 50,
};

export type BullSubject = QueueSubject & { readonly prefix: string; readonly connection: RedisClient };

/** The real queue on a real Redis, with keys of its own. */
export async function makeBullSubject(
  server: RedisPlace,
  prefix = keyPrefix(randomUUID()),
): Promise<BullSubject> {
  const log = createTestLog();
  const connection = openCommandConnection(server, log);
  await untilReady(connection, new AbortController().signal);
  const queue = createBullQueue({ connection, prefix, log, machine: createClock() });
  const context = createTestContext({ clock: createClock(), queue, log });
  const started: { workers: AsyncDisposable; redis: RedisClient }[] = [];
  return {
    prefix,
    connection,
    queue,
    logged: log.entries,
    async work(jobs) {
      const redis = openWorkerConnection(server, log);
      started.push({
        workers: await startWorkers({
          connection: redis,
          prefix,
          jobs,
          context,
          machine: createClock(),
          ...timing,
        }),
        redis,
      });
      // Cut off, it can't renew its locks, which is all that Redis sees of a kill -9.
      return { kill: async () => redis.disconnect() };
    },
    until: async (holds) => vi.waitFor(() => expect(holds()).toBe(true), { timeout: 15_000, interval: 10 }),
    async [Symbol.asyncDispose]() {
      for (const { workers, redis } of started) {
        if (redis.status === "end") await redis.connect();
        await workers[Symbol.asyncDispose]();
        redis.disconnect();
      }
      await queue[Symbol.asyncDispose]();
      connection.disconnect();
    },
  };
}
