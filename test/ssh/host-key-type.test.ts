import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import ssh2 from "ssh2";
import { expect, test } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import { createHostKeys } from "../../src/ssh/host-keys.ts";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";
import { createSshShell } from "../../src/ssh/shell.ts";
import { listenOnLoopback, type Listening } from "../support/listen.ts";
import { createTestLog } from "../support/log.ts";
import { idleMachine } from "../support/machine.ts";

type OpenServer = Listening & { logins(): number };

/** An SSH server that lets everybody in, and has this host key alone. */
async function startServer(hostKey: string): Promise<OpenServer> {
  let logins = 0;
  const ssh = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connection.on("authentication", (context) => {
      logins += 1;
      context.accept();
    });
    connection.on("error", () => undefined);
  });
  const server = createServer((socket) => ssh.injectSocket(socket));
  return { ...(await listenOnLoopback(server)), logins: () => logins };
}

test("a server whose host key is of another type than the pod's log is searched for is not logged in to", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-host-key-type-"));
  const { private: hostKey } = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  await using server = await startServer(hostKey);
  const { privateKey } = generateKeyPair("labelpod");
  const clock = createClock();
  const hostKeys = createHostKeys({ file: path.join(folder, "host-keys"), clock, log: createTestLog() });
  await using shell = createSshShell({ privateKey, hostKeys, clock });
  const machine = { ...idleMachine, shell: { host: "127.0.0.1", port: server.port } };

  const run = shell.run(machine, { argv: ["true"], timeoutMs: 15_000 }, new AbortController().signal);

  await expect(run).rejects.toMatchObject({ code: "pod-unreachable" });
  expect(server.logins()).toBe(0);
  expect(await hostKeys.known(machine)).toBeUndefined();
  await rm(folder, { recursive: true });
});
