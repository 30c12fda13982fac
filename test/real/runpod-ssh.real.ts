import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Address } from "../../src/core/records/machine.ts";
import { readPublicKey } from "../../src/core/access/public-key.ts";
import { generateKeyPair, type KeyPair } from "../../src/ssh/key-pair.ts";
import { openShell } from "./support/pod-login.ts";
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

test("the keys of people open this pod until they are taken off, beside the bot's, and an OpenSSH client trusts the same host key", async () => {
  await using bench = await openRealPods();
  const { pods, shell } = bench.provider;
  const { providerPodId } = await pods.create(await makeSpec(bench.provider), never);
  const machine = await reachMachine(bench, providerPodId);
  const [ada, bob] = [generateKeyPair("ada"), generateKeyPair("bob")];
  const opens = async ({ privateKey }: KeyPair): Promise<boolean> =>
    openShell(machine.shell, privateKey).then(
      (session) => session[Symbol.asyncDispose]().then(() => true),
      () => false,
    );

  await shell.ssh?.admit(machine, [await keyOf(ada), await keyOf(bob)], never);
  await shell.ssh?.admit(machine, [await keyOf(ada), await keyOf(bob)], never);
  const both = [await opens(ada), await opens(bob)];
  await using session = await openShell(machine.shell, bob.privateKey);
  await shell.ssh?.admit(machine, [await keyOf(ada)], never);
  const one = [await opens(ada), await opens(bob)];
  const { stdout } = await shell.run(
    machine,
    { argv: ["stat", "-c", "%a %h", "/root/.ssh/authorized_keys"], timeoutMs: 30_000 },
    never,
  );

  const hostKey = await shell.ssh?.hostKey(machine);
  expect(both).toEqual([true, true]);
  expect(one).toEqual([true, false]);
  expect(await session.run("echo still here")).toBe("still here");
  expect(stdout).toBe("600 1\n");
  expect(await shownToPeople(machine.shell)).toBe(hostKey?.fingerprint);
});

async function keyOf({ publicKey }: KeyPair): Promise<string> {
  return (await readPublicKey(publicKey)).key;
}

/** The fingerprint that OpenSSH's own client asks a person about at the first connection. */
async function shownToPeople({ host, port }: Address): Promise<string | undefined> {
  const client = ["-p", String(port), "-v", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"];
  const nobodyKnown = ["-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null"];
  const told = await promisify(execFile)("ssh", [...client, ...nobodyKnown, `root@${host}`, "true"]).catch(
    (error: unknown) => error,
  );
  const text = typeof told === "object" && told !== null && "stderr" in told ? String(told.stderr) : "";
  return /Server host key: ssh-ed25519 (SHA256:\S+)/.exec(text)?.[1];
}
