import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import { createHostKeys } from "../../src/ssh/host-keys.ts";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";
import { createSshShell } from "../../src/ssh/shell.ts";
import { testRemoteShell, type ShellSubject } from "../contracts/remote-shell.ts";
import { readBack } from "../support/local-bench.ts";
import { createTestLog } from "../support/log.ts";

async function makeSubject(): Promise<ShellSubject> {
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-sshd-"));
  const login = generateKeyPair("labelpod");
  const port = await freePort();
  const sshd = await startSshd(folder, port, login.publicKey);
  const clock = createClock();
  const hostKeys = createHostKeys({ file: path.join(folder, "host-keys"), clock, log: createTestLog() });
  const user = userInfo().username;
  const shell = createSshShell({ user, privateKey: login.privateKey, hostKeys, clock });
  const address = { host: "127.0.0.1", port };
  const machine = {
    providerPodId: "pod1",
    startId: "first",
    shell: address,
    api: address,
    listen: address,
    workspace: folder,
  };
  return {
    shell,
    machine,
    goneMachine: { ...machine, shell: { host: "127.0.0.1", port: 1 } },
    folder: path.join(folder, "files"),
    read: readBack,
    async [Symbol.asyncDispose]() {
      await shell[Symbol.asyncDispose]();
      const ended = once(sshd, "exit");
      sshd.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** Debian's own server with a host key, a port and one permitted key of its own, as the user who runs the tests. */
async function startSshd(folder: string, port: number, publicKey: string): Promise<ChildProcess> {
  const hostKey = path.join(folder, "host-key");
  const authorized = path.join(folder, "authorized");
  const config = path.join(folder, "sshd_config");
  // sshd refuses to start without it when it runs as root.
  if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true });
  await writeFile(hostKey, generateKeyPair("host").privateKey, { mode: 0o600 });
  await writeFile(authorized, `${publicKey}\n`);
  await chmod(folder, 0o755);
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${authorized}`,
    "PasswordAuthentication no",
    "UsePAM no",
    "StrictModes no",
    "PidFile none",
  ];
  await writeFile(config, `${lines.join("\n")}\n`);
  const sshd = spawn("/usr/sbin/sshd", ["-D", "-f", config], { stdio: "ignore" });
  await expect.poll(() => listens(port), { timeout: 10_000 }).toBe(true);
  return sshd;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const closed = once(server, "close");
  server.close();
  await closed;
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

testRemoteShell({ name: "ssh to Debian's sshd", makeSubject, runsPrograms: true });
