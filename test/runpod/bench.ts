import { createClock } from "../../src/system/clock.ts";
import type { PodSpec } from "../../src/core/records/offer.ts";
import type { ListedPod, Machine } from "../../src/core/records/machine.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import type { Clock } from "../../src/core/common/clock.ts";
import { createSimulatedShell } from "../../src/simulated/shell.ts";
import { createRunpodApis, type RunpodApis } from "../../src/runpod/apis.ts";
import { createRunpodProvider } from "../../src/runpod/provider.ts";
import { createMark } from "../../src/setup/gate-secret.ts";
import { createSecret } from "../../src/config/secret.ts";
import { createTestLog } from "../support/log.ts";
import { createFakePodFactory } from "../twins/runpod/fake-pods.ts";
import { createRunpodTwin, type RunpodTwin, type RunpodTwinOptions } from "../twins/runpod/runpod-twin.ts";

export const never = new AbortController().signal;

/** Unlike anything else, so that finding it somewhere means that it leaked. */
export const apiKey = "rpa_K7Q2XN5T0WZ8KEYOFTHEACCOUNT";
export const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ labelpod";
/** In the place of the real one, which is a matter of its own test. */
const noWatchdog = "d2F0Y2hkb2c=";
export const image = "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404";

export const spec: PodSpec = {
  name: "labelpod-test01-abcd",
  teamId: "team",
  offer: {
    gpuId: "NVIDIA GeForce RTX 4090",
    gpuName: "RTX 4090",
    memoryGib: 24,
    cloud: "secure",
    usdPerHour: 0.69,
    availability: "high",
    dataCenterIds: ["US-KS-2"],
  },
  access: "http",
  country: "US",
  containerDiskGib: 10,
  volumeGib: 50,
  lease: { leaseS: 1800, idleS: 4500, keepS: 0, limitS: 43_200 },
};

/** A machine of the community, as the twin's usual stock has one. */
export const communitySpec: PodSpec = {
  ...spec,
  offer: {
    ...spec.offer,
    cloud: "community",
    usdPerHour: 0.34,
    availability: "low",
    dataCenterIds: [],
  },
};

/** Waits are recorded and pass at once; deadlines pass in real time, or after `deadlineMs` instead of theirs. */
export function createTestClock(deadlineMs?: number): Clock & { readonly sleptMs: readonly number[] } {
  const clock = createClock();
  const sleptMs: number[] = [];
  return {
    sleptMs,
    now: clock.now,
    isConfirmed: () => true,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleptMs.push(ms);
    },
    deadline: (ms, parent) => clock.deadline(deadlineMs ?? ms, parent),
  };
}

export type RunpodBench = AsyncDisposable & {
  readonly twin: RunpodTwin;
  readonly apis: RunpodApis;
  readonly provider: Provider;
  /** The same before the same twin, by another key. */
  providerAs(key: string): Provider;
  readonly clock: ReturnType<typeof createTestClock>;
  readonly log: ReturnType<typeof createTestLog>;
  /** A pod that runs. */
  up(wanted?: PodSpec): Promise<ListedPod & { readonly machine: Machine }>;
};

type Options = Partial<RunpodTwinOptions> & {
  readonly deadlineMs?: number;
  readonly watchdog?: string;
  readonly image?: string;
  readonly cuda?: string;
};

/** The provider before the twin on fake pods; what goes against RunPod's contract fails the test at the end. */
export async function makeRunpodBench(given: Options = {}): Promise<RunpodBench> {
  const { deadlineMs, watchdog = noWatchdog, image: pulled = image, cuda, ...options } = given;
  const twin = await createRunpodTwin({ apiKey, podFactory: createFakePodFactory(), ...options });
  const clock = createTestClock(deadlineMs);
  const log = createTestLog();
  const { apiUrl, proxyUrl, graphqlUrl } = twin;
  const openAs = (key: string): Pick<RunpodBench, "apis" | "provider"> => {
    const config = { apiKey: createSecret(key), apiUrl, proxyUrl, graphqlUrl, image: pulled, cuda };
    const apis = createRunpodApis({ config, clock, log });
    const provider = createRunpodProvider({
      apis,
      config,
      instanceId: "test01",
      publicKey,
      watchdog,
      shell: createSimulatedShell({ clock, isUp: () => true }),
      clock,
      log,
      mark: createMark("a secret of the instance"),
    });
    return { apis, provider };
  };
  const { apis, provider } = openAs(apiKey);
  return {
    twin,
    apis,
    provider,
    providerAs: (key) => openAs(key).provider,
    clock,
    log,
    async up(wanted = spec) {
      const { providerPodId } = await provider.pods.create(wanted, never);
      await twin.advance(providerPodId);
      const pod = await provider.pods.get(providerPodId, never);
      if (pod?.machine === undefined) throw new Error("the pod did not come up");
      return { ...pod, machine: pod.machine };
    },
    [Symbol.asyncDispose]: () => twin[Symbol.asyncDispose](),
  };
}
