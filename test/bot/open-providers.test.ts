import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { createClock, type SystemClock } from "../../src/system/clock.ts";
import { readConfig } from "../../src/config/read-config.ts";
import type { Machine } from "../../src/core/records/machine.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import { openProviders } from "../../src/bot/open-providers.ts";
import { openHome } from "../../src/setup/home.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { apiKey, never, spec } from "../runpod/bench.ts";
import { createTestLog } from "../support/log.ts";
import { startSshServer } from "../support/ssh-server.ts";
import { createFakePodFactory } from "../twins/runpod/fake-pods.ts";
import { createRunpodTwin, type RunpodTwin } from "../twins/runpod/runpod-twin.ts";

const echo = { argv: ["echo", "here"], timeoutMs: 20_000 };

/** Ten times as impatient as the bot's: the log of a pod goes on for ever, and is read for seconds. */
function createHastyClock(): SystemClock {
  const clock = createClock();
  return { ...clock, deadline: (ms, parent) => clock.deadline(ms / 10, parent) };
}

type Bench = AsyncDisposable & {
  readonly folder: string;
  readonly twin: RunpodTwin;
  readonly provider: Provider;
  /** A pod that runs, by what RunPod says of it. */
  up(): Promise<Machine>;
};

/** What pods are made of, put together as the bot does it, before RunPod's twin. */
async function makeBench(): Promise<Bench> {
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-open-providers-"));
  const twin = await createRunpodTwin({ apiKey, podFactory: createFakePodFactory() });
  const config = readConfig({
    LABELPOD_PROVIDER: "runpod",
    RUNPOD_API_KEY: apiKey,
    RUNPOD_API_URL: twin.apiUrl,
    RUNPOD_GRAPHQL_URL: twin.graphqlUrl,
  });
  const stack = new AsyncDisposableStack();
  const home = await openHome(path.join(folder, "home"));
  const keys = createSimulatedKeys();
  const options = { config, home, keys, clock: createHastyClock(), log: createTestLog() };
  const { provider } = await openProviders(options, stack);
  return {
    folder: home.folder,
    twin,
    provider,
    async up() {
      const { providerPodId } = await provider.pods.create(spec, never);
      await twin.advance(providerPodId);
      const pod = await provider.pods.get(providerPodId, never);
      if (pod?.machine === undefined) throw new Error("the pod did not come up");
      return pod.machine;
    },
    async [Symbol.asyncDispose]() {
      await stack.disposeAsync();
      await twin[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

test("the bot's RunPod pods are spoken to only with a host key that the pod's own log names", async () => {
  await using bench = await makeBench();
  const machine = await bench.up();
  const publicKey = await readFile(path.join(bench.folder, "ssh-key.pub"), "utf8");
  await using server = await startSshServer({ publicKey });
  const answering = { ...machine, shell: { host: "127.0.0.1", port: server.port } };

  const run = bench.provider.shell.run(answering, echo, never);

  await expect(run).rejects.toMatchObject({ code: "host-key-unpublished" });
  expect(bench.twin.count("GET /pods/{id}/logs")).toBe(1);
  expect(server.logins()).toBe(0);
});
