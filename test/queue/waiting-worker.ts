import { createBullQueue } from "../../src/queue/bull-queue.ts";
import { startWorkers } from "../../src/queue/workers.ts";
import { openWorkerConnection } from "../../src/store/connection.ts";
import { createClock } from "../../src/system/clock.ts";
import { createTestContext } from "../support/job-context.ts";
import { createTestLog } from "../support/log.ts";
import { once, scheduled, waitsMs } from "./waiting-jobs.ts";

/** Run by `put-back.slow.ts`: a life of the bot that leaves a schedule and a job behind, each waiting for its next run. */
const [url = "", prefix = ""] = process.argv.slice(2);
const clock = createClock();
const log = createTestLog();
const connection = openWorkerConnection({ url, isCluster: false }, log);
const queue = createBullQueue({ connection, prefix, log, machine: clock });

await startWorkers({
  connection: openWorkerConnection({ url, isCluster: false }, log),
  prefix,
  machine: clock,
  context: createTestContext({ clock }),
  jobs: [
    { ...once, runWith: async () => ({ againInMs: waitsMs }) },
    { ...scheduled, runWith: async () => undefined },
  ],
});
await queue.add(once, "1");
await queue.every(scheduled, "1", waitsMs);
