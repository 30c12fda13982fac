import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Writable } from "node:stream";
import type { ServerChannel } from "ssh2";
import { expect, it } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import { createHostKeys } from "../../src/ssh/host-keys.ts";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";
import { createSshShell } from "../../src/ssh/shell.ts";
import { createTestLog } from "../support/log.ts";
import { startSshServer } from "../support/ssh-server.ts";

const never = new AbortController().signal;
const mebibyte = Buffer.alloc(1024 * 1024, "x");
/** Far beyond what is taken, with what is on its way in buffers and windows; small beside what is sent. */
const mostTaken = 16 * mebibyte.length;
const sent = 200 * mebibyte.length;

const streams = [
  { name: "its output", of: (channel: ServerChannel): Writable => channel },
  { name: "its error stream", of: (channel: ServerChannel): Writable => channel.stderr },
] as const;

/** Writes for as long as something is taken; takes no notice of a closed channel. */
async function flood(stream: Writable, onTaken: (bytes: number) => void): Promise<void> {
  for (let bytes = 0; bytes < sent; bytes += mebibyte.length) {
    if (!stream.write(mebibyte)) await once(stream, "drain");
    onTaken(bytes + mebibyte.length);
  }
}

it.each(streams)(
  "a pod that writes $name without an end is given up, and spoken to again",
  async ({ of }) => {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(path.join(tmpdir(), "labelpod-hostile-"));
    stack.defer(() => rm(folder, { recursive: true }));
    const { publicKey, privateKey } = generateKeyPair("labelpod");
    let taken = 0;
    const server = stack.use(
      await startSshServer({
        publicKey,
        runs(channel) {
          channel.on("error", () => undefined);
          void flood(of(channel), (bytes) => {
            taken = bytes;
          });
        },
      }),
    );
    const clock = createClock();
    const hostKeys = createHostKeys({ file: path.join(folder, "host-keys"), clock, log: createTestLog() });
    const shell = stack.use(createSshShell({ privateKey, hostKeys, clock }));
    const address = { host: "127.0.0.1", port: server.port };
    const machine = {
      providerPodId: "pod1",
      startId: "1",
      shell: address,
      api: address,
      listen: address,
      workspace: "/workspace",
    };
    const ask = (): Promise<unknown> =>
      shell.run(machine, { argv: ["uptime"], timeoutMs: 60_000 }, never).catch((error: unknown) => error);

    const [first, second] = [await ask(), await ask()];

    expect([first, second]).toMatchObject([{ code: "too-much-output" }, { code: "too-much-output" }]);
    expect(taken).toBeLessThan(mostTaken);
    expect(server.logins()).toBe(2);
  },
);
