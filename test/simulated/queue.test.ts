import { expect, test } from "vitest";
import { anyJob } from "../../src/jobs/define.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedQueue } from "../../src/simulated/queue.ts";
import { runDueJobs, startSimulatedWorkers, type SimulatedWorkers } from "../../src/simulated/workers.ts";
import { describeQueueContract } from "../contracts/queue.ts";
import { contractRetry } from "../contracts/queue/subject.ts";
import { createTestContext } from "../support/job-context.ts";
import { createTestLog } from "../support/log.ts";

const timing = { concurrency: { stop: 1, watch: 1, work: 1, sweep: 1 }, retry: contractRetry };

describeQueueContract("memory queue", async () => {
  const clock = createSimulatedClock();
  const queue = createSimulatedQueue({ clock });
  const log = createTestLog();
  const context = createTestContext({ clock, queue, log });
  const started: SimulatedWorkers[] = [];
  return {
    queue,
    logged: log.entries,
    async work(jobs) {
      const workers = startSimulatedWorkers({ queue, jobs, context, ...timing });
      started.push(workers);
      return { kill: async () => workers.kill() };
    },
    async until(holds) {
      for (let steps = 0; steps < 1000 && !holds(); steps += 1) await clock.advance(5);
      if (!holds()) throw new Error("It never came to be");
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(async (workers) => workers[Symbol.asyncDispose]()));
    },
  };
});

test("doubleNext() makes two runs of one job at the same moment, and runDueJobs() waits for both", async () => {
  const clock = createSimulatedClock();
  const queue = createSimulatedQueue({ clock });
  const context = createTestContext({ clock, queue });
  let running = 0;
  let most = 0;
  const job = {
    name: "twice",
    lane: "work" as const,
    parse: String,
    key: (payload: string) => payload,
    async run() {
      running += 1;
      most = Math.max(most, running);
      await clock.settle();
      running -= 1;
      return undefined;
    },
  };
  await queue.add(job, "1");
  queue.doubleNext("twice");
  expect(await runDueJobs({ queue, jobs: [anyJob(job)], context })).toBe(1);
  expect({ most, running, left: queue.unfinished() }).toEqual({ most: 2, running: 0, left: [] });
});
