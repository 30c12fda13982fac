import { expect, test } from "vitest";
import type { Lease } from "../../src/core/records/lease.ts";
import type { RunningPod } from "../../src/core/ports/software.ts";
import { recallMemo, renewLease } from "../../src/monai/lease-file.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedShell } from "../../src/simulated/shell.ts";
import { makeRunningPod } from "../support/running-pod.ts";

const signal = new AbortController().signal;
const leaseFile = "/opt/labelpod/lease.json";

const lease: Lease = {
  leaseS: 900,
  idleS: 4500,
  keepS: 0,
  limitS: 40_000,
  renewal: 7,
  memo: {
    teamId: "main",
    podId: "k7",
    askedBy: { platform: "slack", id: "U1", name: "Ada" },
    request: {
      gpus: ["L4"],
      cloud: "secure",
      country: "US",
      models: ["deepedit"],
      studies: "synthetic",
      usePretrained: false,
      access: "https",
    },
    run: { number: 3, startedAtMs: 1_000, liveAtMs: 2_000 },
    restarts: 1,
    rotations: 2,
    policy: { idleMs: 1_200_000, graceMs: 60_000, limitAtMs: 9_000_000 },
    sshKeys: [
      {
        person: { platform: "slack", id: "U2", name: "Bob" },
        key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH",
        fingerprint: `SHA256:${"a".repeat(43)}`,
      },
    ],
    use: { lastUseAtMs: 3_000, keepUntilMs: 4_000 },
  },
};

function bench(file: string | undefined): { readonly site: RunningPod; read(): string | undefined } {
  const address = { host: "203.0.113.2", port: 22 };
  const machine = {
    providerPodId: "p1",
    startId: "s1",
    shell: address,
    api: address,
    listen: address,
    workspace: "/workspace",
    ...(file === undefined ? {} : { leaseFile: file }),
  };
  const shell = createSimulatedShell({ clock: createSimulatedClock(), isUp: () => true });
  return { site: makeRunningPod(machine, shell), read: () => shell.files("p1").get(leaseFile)?.content };
}

test("a lease that the version before has left is read, and one of a later version says nothing", async () => {
  const { site } = bench(leaseFile);
  const write = async (content: string): Promise<void> =>
    site.shell.upload(site.machine, [{ path: leaseFile, content, mode: 0o600 }], signal);
  const { request, ...memo } = lease.memo;

  await write(JSON.stringify({ ...lease, memo: { ...memo, wishes: request } }));
  const before = await recallMemo(site, signal);
  await write(JSON.stringify({ ...lease, memo: { ...lease.memo, v: 99 } }));
  const later = await recallMemo(site, signal);

  expect(before).toEqual(lease.memo);
  expect(later).toBeUndefined();
});

test("renewLease() puts it where the pod's watchdog looks, and recallMemo() reads the record back", async () => {
  const { site, read } = bench(leaseFile);

  await renewLease(site, lease, signal);

  expect(JSON.parse(read() ?? "")).toEqual({ ...lease, memo: { ...lease.memo, v: 1 } });
  expect(await recallMemo(site, signal)).toEqual(lease.memo);
});

test("a pod without a watchdog is brought no lease, and tells nothing", async () => {
  const { site, read } = bench(undefined);

  await renewLease(site, lease, signal);

  expect(read()).toBeUndefined();
  expect(await recallMemo(site, signal)).toBeUndefined();
});

test.each(["", "{", "[]", JSON.stringify({ memo: { ...lease.memo, v: 1, run: { number: 0 } } })])(
  "recallMemo() takes a lease that can't be understood for none: %s",
  async (content) => {
    const { site } = bench(leaseFile);
    await site.shell.upload(site.machine, [{ path: leaseFile, content, mode: 0o600 }], signal);

    expect(await recallMemo(site, signal)).toBeUndefined();
  },
);

test("recallMemo() on a pod that was never brought one is undefined", async () => {
  expect(await recallMemo(bench(leaseFile).site, signal)).toBeUndefined();
});

test.each([
  "ssh-ed25519 AAAA\nssh-ed25519 BBBB",
  'command="id" ssh-ed25519 AAAA',
  "ssh-ed25519 AAAA comment",
])("recallMemo() takes no key that would be more than one: %j", async (key) => {
  const { site } = bench(leaseFile);
  const sshKeys = lease.memo.sshKeys?.map((known) => ({ ...known, key }));
  const content = JSON.stringify({ memo: { ...lease.memo, v: 1, sshKeys } });
  await site.shell.upload(site.machine, [{ path: leaseFile, content, mode: 0o600 }], signal);

  const { sshKeys: _, ...others } = lease.memo;
  expect(await recallMemo(site, signal)).toEqual(others);
});
