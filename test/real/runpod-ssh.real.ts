import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { makeSpec, openRealPods, reachMachine } from "./support/real-pods.ts";

const never = new AbortController().signal;
const isTrue = { argv: ["true"], timeoutMs: 30_000 };
const note = { path: "/workspace/labelpod/note.txt", content: "kept\n", mode: 0o640 };

test("a pod of the provider is spoken to over SSH, keeps its volume over a stop, and leaves nothing", async () => {
  await using bench = await openRealPods();
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
  await using bench = await openRealPods({ checkPublished: async () => "others" });
  const { pods, shell } = bench.provider;
  const { providerPodId } = await pods.create(await makeSpec(bench.provider), never);
  const machine = await reachMachine(bench, providerPodId);

  const run = shell.run(machine, isTrue, never);

  await expect(run).rejects.toMatchObject({ code: "host-key-unpublished" });
});

test("the host key that sshd shows is the one in RunPod's log", async () => {
  await using bench = await openRealPods();
  const { pods, shell } = bench.provider;
  const { providerPodId } = await pods.create(await makeSpec(bench.provider), never);
  const machine = await reachMachine(bench, providerPodId);

  await shell.run(machine, isTrue, never);

  const hostKey = await shell.ssh?.hostKey(machine);
  const printed = bench.twin.machine(providerPodId)?.hostKeyFingerprints;
  expect(hostKey?.isChecked).toBe(true);
  expect(printed).toHaveLength(3);
  expect(printed).toContain(hostKey?.fingerprint);
});
