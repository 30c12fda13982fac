import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClock } from "../../src/system/clock.ts";
import type { PodSpec } from "../../src/core/records/offer.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import type { Clock } from "../../src/core/common/clock.ts";
import type { Log } from "../../src/core/common/log.ts";
import { createLocalProvider } from "../../src/local/provider.ts";
import { createTestLog } from "./log.ts";

export const never = new AbortController().signal;

export const spec: PodSpec = {
  name: "labelpod-test01-abcd",
  teamId: "team",
  offer: {
    gpuId: "this machine",
    gpuName: "CPU",
    memoryGib: 8,
    cloud: "secure",
    usdPerHour: 0,
    availability: "high",
    dataCenterIds: [],
  },
  access: "http",
  country: "US",
  containerDiskGib: 10,
  volumeGib: 50,
  lease: { leaseS: 1800, idleS: 4500, keepS: 0, limitS: 43_200 },
};

export type LocalBench = AsyncDisposable & {
  readonly home: string;
  readonly log: ReturnType<typeof createTestLog>;
  readonly provider: Provider;
  /** The same data folder under a new life of the bot. */
  restart(): Provider;
  /** Changes what a pod's folder remembers, as a crash or another version leaves it. */
  changeState(podId: string, change: Readonly<Record<string, unknown>>): Promise<void>;
};

const watchdog = path.resolve(import.meta.dirname, "../../pod/watchdog.py");
const hurry = 20;

/** Waits pass twenty times as fast, so that the grace of a stop takes a quarter of a second. */
function createHurriedClock(): Clock {
  const clock = createClock();
  const beganAtMs = clock.now();
  return {
    now: () => beganAtMs + (clock.now() - beganAtMs) * hurry,
    isConfirmed: () => true,
    sleep: (ms, signal) => clock.sleep(ms / hurry, signal),
    deadline: (ms, parent) => clock.deadline(ms, parent),
  };
}

/** A life of the bot with this data folder. */
export function openLocalProvider(home: string, environment: NodeJS.ProcessEnv, log: Log): Provider {
  return createLocalProvider({ home, environment, watchdog, clock: createHurriedClock(), log });
}

/** A local provider in a folder of its own; at the end its pods are removed. */
export async function makeLocalBench(environment: NodeJS.ProcessEnv = process.env): Promise<LocalBench> {
  const home = await mkdtemp(path.join(tmpdir(), "labelpod-local-"));
  const log = createTestLog();
  const restart = (): Provider => openLocalProvider(home, environment, log);
  const provider = restart();
  return {
    home,
    log,
    provider,
    restart,
    async changeState(podId, change) {
      const file = path.join(home, "pods", podId, "state.json");
      const state: unknown = JSON.parse(await readFile(file, "utf8"));
      await writeFile(file, JSON.stringify(Object.assign({}, state, change)));
    },
    async [Symbol.asyncDispose]() {
      const pods = await restart().pods.list(never);
      for (const pod of pods) await provider.pods.remove(pod.providerPodId, never);
      await rm(home, { recursive: true });
    },
  };
}

/** What lies at a path, for the shell's contract. */
export async function readBack(file: string): Promise<{ content: string; mode: number } | undefined> {
  try {
    const { mode } = await stat(file);
    return { content: await readFile(file, "utf8"), mode: mode & 0o777 };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
