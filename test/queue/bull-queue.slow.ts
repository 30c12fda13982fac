import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import type { AnyJob } from "../../src/jobs/define.ts";
import { createBullQueue } from "../../src/queue/bull-queue.ts";
import { startWorkers } from "../../src/queue/workers.ts";
import { openWorkerConnection } from "../../src/store/connection.ts";
import { describeQueueContract } from "../contracts/queue.ts";
import { createTestContext } from "../support/job-context.ts";
import { createTestLog } from "../support/log.ts";
import { nextEvent, startTestRedis, type TestRedis } from "../support/redis.ts";
import { type BullSubject, makeBullSubject, timing } from "./bull-subject.ts";
import { startWorkerProcess } from "./worker-process.ts";

let server: TestRedis;

beforeAll(async () => {
  server = await startTestRedis();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function open(): Promise<BullSubject> {
  const subject = await makeBullSubject(server);
  onTestFinished(async () => subject[Symbol.asyncDispose]());
  return subject;
}

describeQueueContract("BullMQ queue", async () => makeBullSubject(server));

const job = { name: "job", lane: "work", parse: String, key: (payload: string) => payload } as const;

function running(run: AnyJob["runWith"]): AnyJob[] {
  return [{ name: job.name, lane: job.lane, runWith: run }];
}

test("a job runs again after a kill -9 of the process that ran it", async () => {
  const { queue, work, until, prefix } = await open();
  await queue.add(job, "1");
  await using worker = await startWorkerProcess({ url: server.url, prefix });
  await worker.hasJob;
  await worker.kill();

  const payloads: unknown[] = [];
  await work(running(async (payload) => void payloads.push(payload)));
  await until(() => payloads.length === 1);
  expect(payloads).toEqual(["1"]);
});

test("add() and every() throw `store-away` while Redis is away, and the workers go on when it is back", async () => {
  const { queue, work, until, connection } = await open();
  const payloads: unknown[] = [];
  await work(running(async (payload) => void payloads.push(payload)));
  await queue.every(job, "scheduled", 100);
  await until(() => payloads.includes("scheduled"));
  const closed = nextEvent(connection, "close");
  await server.kill();
  await closed;

  await expect(queue.add(job, "lost")).rejects.toMatchObject({ code: "store-away" });
  await expect(queue.every(job, "scheduled", 50)).rejects.toMatchObject({ code: "store-away" });

  const back = nextEvent(connection, "ready");
  await server.start();
  await back;
  const before = payloads.length;
  await queue.add(job, "added");
  await until(() => payloads.includes("added") && payloads.slice(before).includes("scheduled"));
  expect(payloads).not.toContain("lost");
});

test("a schedule that an older version had in another lane ends", async () => {
  const subject = await open();
  const { connection, prefix, work, until } = subject;
  const lanes: string[] = [];
  const noting = (lane: "watch" | "sweep"): AnyJob => ({
    name: job.name,
    lane,
    runWith: async () => void lanes.push(lane),
  });
  await subject.queue.every({ ...job, lane: "watch" }, "1", 50);
  await using newer = createBullQueue({
    connection,
    prefix,
    log: createTestLog(),
    machine: createClock(),
  });

  await newer.every({ ...job, lane: "sweep" }, "1", 50);

  await work([noting("sweep")]);
  await until(() => lanes.length >= 2);
  expect(await connection.zcard(`${prefix}:watch:repeat`)).toBe(0);
  expect(await connection.zcard(`${prefix}:sweep:repeat`)).toBe(1);
});

test("nothing of an error's message is ever written to Redis", async () => {
  const { queue, work, until, logged } = await open();
  await work(
    running(async () => {
      throw new Error("Jane Doe", { cause: new Error("Jane Doe") });
    }),
  );
  await queue.add(job, "looked-for");
  await until(() => logged.some(({ event }) => event === "job given up"));

  const written = await server.written();
  expect(written).toContain("looked-for");
  expect(written).not.toContain("Jane");
});

test("the workers close although a job hangs, and the next ones run it", async () => {
  const subject = await open();
  const hanging = Promise.withResolvers<undefined>();
  let begun = 0;
  const log = createTestLog();
  const redis = openWorkerConnection(server, log);
  onTestFinished(() => {
    hanging.resolve(undefined);
    redis.disconnect();
  });
  const jobs = running(async () => {
    begun += 1;
    return hanging.promise;
  });
  const context = createTestContext({ clock: createClock(), log });
  const workers = await startWorkers({
    connection: redis,
    prefix: subject.prefix,
    jobs,
    context,
    machine: createClock(),
    ...timing,
  });
  await subject.queue.add(job, "1");
  await subject.until(() => begun === 1);

  await workers[Symbol.asyncDispose]();

  expect(log.entries.map(({ event }) => event)).toEqual(["jobs left to the next start"]);
  const next: unknown[] = [];
  await subject.work(running(async (payload) => void next.push(payload)));
  await subject.until(() => next.length === 1);
});

test("a job cut short by the shutdown is no failure, and the next start runs it", async () => {
  const subject = await open();
  const log = createTestLog();
  const redis = openWorkerConnection(server, log);
  onTestFinished(() => redis.disconnect());
  const shutdown = new AbortController();
  const clock = createClock();
  let begun = 0;
  const jobs = running(async () => {
    begun += 1;
    await clock.sleep(60_000, shutdown.signal);
    return undefined;
  });
  const context = createTestContext({ clock, log, shutdown: shutdown.signal });
  const patient = { ...timing, closeMs: 10_000 };
  const workers = await startWorkers({
    connection: redis,
    prefix: subject.prefix,
    jobs,
    context,
    machine: clock,
    ...patient,
  });
  await subject.queue.add(job, "1");
  await subject.until(() => begun === 1);

  shutdown.abort(new Error("shutting down"));
  await workers[Symbol.asyncDispose]();

  expect(log.entries).toEqual([]);
  const next: unknown[] = [];
  await subject.work(running(async (payload) => void next.push(payload)));
  await subject.until(() => next.length === 1);
});
