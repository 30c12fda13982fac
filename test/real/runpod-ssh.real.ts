import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { createClock } from "../../src/clock.ts";
import { chooseGpu } from "../../src/core/choose-gpu.ts";
import type { Machine, PodSpec } from "../../src/core/pod.ts";
import type { Provider } from "../../src/core/ports.ts";
import { defaultSettings } from "../../src/core/settings.ts";
import { createHostFingerprints } from "../../src/runpod/host-fingerprints.ts";
import { createRunpodProvider } from "../../src/runpod/provider.ts";
import { createSecret } from "../../src/secret.ts";
import { createHostKeys } from "../../src/ssh/host-keys.ts";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";
import { createSshShell } from "../../src/ssh/shell.ts";
import { createTestLog } from "../support/log.ts";
import { createRunpodTwin, type RunpodTwin } from "../twins/runpod/runpod-twin.ts";
import { createSshPodFactory, type SshPodFactory } from "../twins/ssh-pod/ssh-pods.ts";

const never = new AbortController().signal;
const apiKey = "the key of the account";
const isTrue = { argv: ["true"], timeoutMs: 30_000 };
const note = { path: "/workspace/labelpod/note.txt", content: "kept\n", mode: 0o640 };

test("a pod of the provider is spoken to over SSH, keeps its volume over a stop, and leaves nothing", async () => {
  await using bench = await makeBench();
  const { provider, twin, factory } = bench;
  const { pods, shell } = provider;
  const { providerPodId } = await pods.create(await makeSpec(provider), never);

  const first = await reachMachine(bench, providerPodId);
  const onFirst = await shell.run(first, isTrue, never);
  await shell.upload(first, [note], never);
  const wrote = await readFile(path.join(factory.volumeDir(providerPodId), "labelpod/note.txt"), "utf8");
  await shell.forget(first);
  await pods.stop(providerPodId, never);
  const stopped = await pods.get(providerPodId, never);
  const billedWhileStopped = twin.running();
  await pods.start(providerPodId, never);
  const second = await reachMachine(bench, providerPodId);
  const onSecond = await shell.run(second, { ...isTrue, argv: ["cat", note.path] }, never);
  await shell.forget(second);
  await pods.remove(providerPodId, never);

  expect(onFirst.exitCode).toBe(0);
  expect(wrote).toBe(note.content);
  expect(stopped).toMatchObject({ status: "stopped", usdPerHour: 0 });
  expect(billedWhileStopped).toEqual([]);
  expect(second.startId).not.toBe(first.startId);
  expect(second.shell.port).not.toBe(first.shell.port);
  expect(onSecond).toEqual({ exitCode: 0, stdout: note.content });
  expect(await bench.knownHostKeys()).toHaveLength(2);
  expect(await pods.list(never)).toEqual([]);
  expect(twin.running()).toEqual([]);
  expect(await readdir(bench.volumesDir)).toEqual([]);
});

test("a host key that the pod did not publish is refused", async () => {
  await using bench = await makeBench({ readPublished: async () => ["SHA256:of another machine"] });
  const { pods, shell } = bench.provider;
  const { providerPodId } = await pods.create(await makeSpec(bench.provider), never);
  const machine = await reachMachine(bench, providerPodId);

  const run = shell.run(machine, isTrue, never);

  await expect(run).rejects.toMatchObject({ code: "host-key-changed" });
});

test("the host key that sshd shows is the one in RunPod's log", async () => {
  await using bench = await makeBench();
  const { pods, shell } = bench.provider;
  const { providerPodId } = await pods.create(await makeSpec(bench.provider), never);
  const machine = await reachMachine(bench, providerPodId);

  await shell.run(machine, isTrue, never);

  const published = await bench.readPublished(machine);
  const [known = ""] = await bench.knownHostKeys();
  expect(published).toHaveLength(3);
  expect(published).toContain(known.split(" ").at(-1));
});

type ReadPublished = (machine: Machine) => Promise<readonly string[] | undefined>;

type Bench = AsyncDisposable & {
  readonly provider: Provider;
  readonly twin: RunpodTwin;
  readonly factory: SshPodFactory;
  readonly volumesDir: string;
  readonly readPublished: ReadPublished;
  /** One line per start that was connected to. */
  knownHostKeys(): Promise<readonly string[]>;
};

async function makeBench(options: { readonly readPublished?: ReadPublished } = {}): Promise<Bench> {
  const resources = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-runpod-"));
  resources.defer(() => rm(folder, { recursive: true }));
  const volumesDir = path.join(folder, "volumes");
  const factory = resources.use(await createSshPodFactory({ volumesDir }));
  const twin = resources.use(await createRunpodTwin({ apiKey, podFactory: factory }));
  const keys = generateKeyPair("labelpod");
  const [clock, log] = [createClock(), createTestLog()];
  const { apiUrl, proxyUrl } = twin;
  const config = { apiKey: createSecret(apiKey), apiUrl, proxyUrl, image: "runpod/pytorch" };
  const readPublished = options.readPublished ?? createHostFingerprints({ config, clock, log });
  const file = path.join(folder, "host-keys");
  const hostKeys = createHostKeys({ file, readPublished });
  const shell = resources.use(createSshShell({ privateKey: keys.privateKey, hostKeys, clock }));
  const { publicKey } = keys;
  return {
    provider: createRunpodProvider({ config, instanceId: "test01", publicKey, shell, clock, log }),
    twin,
    factory,
    volumesDir,
    readPublished,
    knownHostKeys: async () => (await readFile(file, "utf8")).split("\n").filter((line) => line !== ""),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function makeSpec({ market }: Provider): Promise<PodSpec> {
  const offers = await market.offers(defaultSettings, never);
  const [offer] = chooseGpu(offers, defaultSettings, defaultSettings);
  if (offer === undefined) throw new Error("nothing is offered");
  const { access, containerDiskGib, volumeGib } = defaultSettings;
  return { name: "labelpod-test01-real", offer, access, containerDiskGib, volumeGib };
}

async function reachMachine({ provider, twin }: Bench, id: string): Promise<Machine> {
  await twin.advance(id);
  const pod = await provider.pods.get(id, never);
  if (pod?.machine === undefined) throw new Error("the pod has no machine");
  return pod.machine;
}
