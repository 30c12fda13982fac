import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import type { Machine } from "../../src/core/records/machine.ts";
import type { RemoteShell } from "../../src/core/ports/shell.ts";
import { createHostKeys } from "../../src/ssh/host-keys.ts";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";
import { createSshShell } from "../../src/ssh/shell.ts";
import { testRemoteShell, type ShellSubject } from "../contracts/remote-shell.ts";
import { readBack } from "../support/local-bench.ts";
import { createTestLog } from "../support/log.ts";
import { startSshServer, type SshServer } from "../support/ssh-server.ts";

const never = new AbortController().signal;
const echo = { argv: ["echo", "here"], timeoutMs: 15_000 };

type Bench = AsyncDisposable & {
  readonly folder: string;
  readonly server: SshServer;
  readonly shell: RemoteShell & AsyncDisposable;
  readonly publicKey: string;
};

function machineAt(port: number, startId = "first start"): Machine {
  const address = { host: "127.0.0.1", port };
  return {
    providerPodId: "pod1",
    startId,
    shell: address,
    api: address,
    listen: address,
    workspace: "/workspace",
  };
}

async function makeBench(): Promise<Bench> {
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-ssh-"));
  const { publicKey, privateKey } = generateKeyPair("labelpod");
  const server = await startSshServer({ publicKey });
  const clock = createClock();
  const hostKeys = createHostKeys({ file: path.join(folder, "host-keys"), clock, log: createTestLog() });
  const shell = createSshShell({ privateKey, hostKeys, clock });
  return {
    folder,
    server,
    shell,
    publicKey,
    async [Symbol.asyncDispose]() {
      await shell[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function makeSubject(): Promise<ShellSubject> {
  const bench = await makeBench();
  return {
    shell: bench.shell,
    machine: machineAt(bench.server.port),
    // Port 1 is nobody's.
    goneMachine: machineAt(1),
    folder: path.join(bench.folder, "files"),
    read: readBack,
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

testRemoteShell({ name: "ssh to a server in this process", makeSubject, runsPrograms: true });

describe("createSshShell", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await makeBench();
  });
  afterEach(() => bench[Symbol.asyncDispose]());

  it("keeps one connection per start of a pod, also for commands at once", async () => {
    const machine = machineAt(bench.server.port);

    await Promise.all([1, 2, 3].map(() => bench.shell.run(machine, echo, never)));
    await bench.shell.run(machine, echo, never);

    expect(bench.server.logins()).toBe(1);
  });

  it("takes another connection for another start of a pod, and for another address of one", async () => {
    const { port } = bench.server;
    await using elsewhere = await startSshServer({ publicKey: bench.publicKey });
    await bench.shell.run(machineAt(port), echo, never);

    await bench.shell.run(machineAt(port, "second start"), echo, never);
    const moved = bench.shell.run(machineAt(elsewhere.port, "second start"), echo, never);

    await expect(moved).rejects.toMatchObject({ code: "host-key-changed" });
    expect(bench.server.logins()).toBe(2);
    expect(elsewhere.logins()).toBe(0);
  });

  it("connects anew after the connection broke or was forgotten", async () => {
    const machine = machineAt(bench.server.port);
    await bench.shell.run(machine, echo, never);

    bench.server.cut();
    await expect.poll(() => bench.shell.run(machine, echo, never).catch(() => undefined)).toBeDefined();
    await bench.shell.forget(machine);
    const { stdout } = await bench.shell.run(machine, echo, never);

    expect(stdout).toBe("here\n");
    expect(bench.server.logins()).toBe(3);
  });

  it("throws UnreachableError when the connection breaks in the middle of a command", async () => {
    const machine = machineAt(bench.server.port);
    const slow = bench.shell.run(machine, { argv: ["sleep", "60"], timeoutMs: 60_000 }, never);
    slow.catch(() => undefined);
    await expect.poll(() => bench.server.logins()).toBe(1);

    bench.server.cut();

    await expect(slow).rejects.toMatchObject({ name: "UnreachableError" });
  });

  it("refuses another host key within one start, and takes it with the next", async () => {
    const { port } = bench.server;
    await bench.shell.run(machineAt(port), echo, never);
    await bench.shell.forget(machineAt(port));
    await bench.server[Symbol.asyncDispose]();
    await using impostor = await startSshServer({ publicKey: bench.publicKey, port });

    const sameStart = bench.shell.run(machineAt(port), echo, never);
    await expect(sameStart).rejects.toMatchObject({ name: "UserFacingError", code: "host-key-changed" });
    const nextStart = await bench.shell.run(machineAt(port, "second start"), echo, never);

    expect(nextStart.stdout).toBe("here\n");
    expect(impostor.logins()).toBe(1);
  });

  it("says that the pod does not know the key", async () => {
    await using strict = await startSshServer({ publicKey: generateKeyPair("somebody else").publicKey });

    const run = bench.shell.run(machineAt(strict.port), echo, never);

    await expect(run).rejects.toMatchObject({ name: "UnreachableError", code: "ssh-key-refused" });
  });
});
