import { createTestLog } from "./log.ts";
import { never, openLocalProvider, spec } from "./local-bench.ts";

// A bot in a process of its own that makes a pod, tells its id and goes on until it is killed or nobody listens any more.
const [home = ""] = process.argv.slice(2);
const provider = openLocalProvider(home, process.env, createTestLog());
const { providerPodId } = await provider.pods.create(spec, never);
process.stdout.write(providerPodId);
process.stdin.resume();
