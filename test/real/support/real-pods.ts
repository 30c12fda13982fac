import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClock } from "../../../src/system/clock.ts";
import { chooseGpu } from "../../../src/core/market/choose-gpu.ts";
import type { LeaseTerms } from "../../../src/core/records/lease-terms.ts";
import type { PodSpec } from "../../../src/core/records/offer.ts";
import type { Machine } from "../../../src/core/records/machine.ts";
import type { Provider } from "../../../src/core/ports/provider.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { createRunpodApis } from "../../../src/runpod/apis.ts";
import { createHostFingerprints } from "../../../src/runpod/pods/host-fingerprints.ts";
import { createRunpodProvider } from "../../../src/runpod/provider.ts";
import { createMark } from "../../../src/setup/gate-secret.ts";
import { readWatchdogBundle } from "../../../src/runpod/pods/watchdog-bundle.ts";
import { createSecret } from "../../../src/config/secret.ts";
import { createHostKeys } from "../../../src/ssh/host-keys.ts";
import { generateKeyPair } from "../../../src/ssh/key-pair.ts";
import { createSshShell } from "../../../src/ssh/shell.ts";
import { createTestLog } from "../../support/log.ts";
import { createRunpodTwin, type RunpodTwin } from "../../twins/runpod/runpod-twin.ts";
import { createSshPodFactory, type SshPodFactory } from "../../twins/ssh-pod/ssh-pods.ts";

const never = new AbortController().signal;
export const apiKey = "the key of the account";
/** Longer than any test. */
export const longLease: LeaseTerms = { leaseS: 600, idleS: 600, keepS: 0, limitS: 600 };
/** A watchdog that looks and asks far more often than it does on a rented pod. */
const watchdogPace = { LABELPOD_WATCHDOG_TICK_S: "0.2", LABELPOD_WATCHDOG_RETRY_S: "1" };

type CheckPublished = ReturnType<typeof createHostFingerprints>;

/** The provider before a RunPod whose pods are real machines, spoken to over SSH. */
export type RealPods = AsyncDisposable & {
  readonly provider: Provider;
  readonly twin: RunpodTwin;
  readonly factory: SshPodFactory;
  readonly volumesDir: string;
  readonly privateKey: string;
  readonly checkPublished: CheckPublished;
  /** One line per start that was connected to. */
  knownHostKeys(): Promise<readonly string[]>;
};

export async function openRealPods(
  options: { readonly checkPublished?: CheckPublished } = {},
): Promise<RealPods> {
  const resources = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-runpod-"));
  resources.defer(() => rm(folder, { recursive: true }));
  const volumesDir = path.join(folder, "volumes");
  const factory = resources.use(await createSshPodFactory({ volumesDir, sessionEnv: watchdogPace }));
  const twin = resources.use(await createRunpodTwin({ apiKey, podFactory: factory }));
  const keys = generateKeyPair("labelpod");
  const [clock, log] = [createClock(), createTestLog()];
  const { apiUrl, proxyUrl, graphqlUrl } = twin;
  const config = { apiKey: createSecret(apiKey), apiUrl, proxyUrl, graphqlUrl, image: "runpod/pytorch" };
  const apis = createRunpodApis({ config, clock, log });
  const checkPublished = options.checkPublished ?? createHostFingerprints({ client: apis.rest, clock, log });
  const file = path.join(folder, "host-keys");
  const hostKeys = createHostKeys({ file, checkPublished, clock, log });
  const shell = resources.use(createSshShell({ privateKey: keys.privateKey, hostKeys, clock }));
  const { privateKey, publicKey } = keys;
  const watchdog = await readWatchdogBundle(path.resolve(import.meta.dirname, "../../../pod"));
  return {
    provider: createRunpodProvider({
      apis,
      config,
      instanceId: "test01",
      publicKey,
      watchdog,
      shell,
      clock,
      log,
      mark: createMark("a secret of the instance"),
    }),
    privateKey,
    twin,
    factory,
    volumesDir,
    checkPublished,
    knownHostKeys: async () => (await readFile(file, "utf8")).split("\n").filter((line) => line !== ""),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** What the bot would ask for by default. */
export async function makeSpec({ market }: Provider): Promise<PodSpec> {
  const offers = await market.offers(defaultSettings, never);
  const [offer] = chooseGpu(offers, defaultSettings, defaultSettings);
  if (offer === undefined) throw new Error("nothing is offered");
  const { access, country, containerDiskGib, volumeGib } = defaultSettings;
  const wished = { access, country, containerDiskGib, volumeGib };
  return { name: "labelpod-test01-real", teamId: "team", offer, ...wished, lease: longLease };
}

/** The pod once it runs. */
export async function reachMachine({ provider, twin }: RealPods, id: string): Promise<Machine> {
  await twin.advance(id);
  const pod = await provider.pods.get(id, never);
  if (pod?.machine === undefined) throw new Error("the pod has no machine");
  return pod.machine;
}
