import { createClock } from "../../src/system/clock.ts";
import { startWorkers } from "../../src/queue/workers.ts";
import { openWorkerConnection } from "../../src/store/connection.ts";
import { createTestContext } from "../support/job-context.ts";
import { createTestLog } from "../support/log.ts";

/** Run by `worker-process.ts` with a Redis URL and a prefix; it is there to be killed. */
const [url = "", prefix = ""] = process.argv.slice(2);
await startWorkers({
  connection: openWorkerConnection({ url, isCluster: false }, createTestLog()),
  prefix,
  machine: createClock(),
  context: createTestContext({ clock: createClock() }),
  concurrency: { stop: 1, watch: 1, work: 1, sweep: 1 },
  lockMs: 1000,
  jobs: [
    {
      name: "job",
      lane: "work",
      runWith: async () => {
        process.stdout.write("has a job\n");
        return Promise.withResolvers<undefined>().promise;
      },
    },
  ],
});
