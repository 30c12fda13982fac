import { randomUUID } from "node:crypto";
import type { Machine } from "../core/records/machine.ts";
import type { Clock } from "../core/common/clock.ts";
import type { RemoteCommand, RemoteFile, RemoteResult, RemoteShell } from "../core/ports/shell.ts";
import { shellFailures } from "../core/words/shell.ts";
import { abortable } from "../core/common/abortable.ts";
import { toCommandLine, toUpload } from "./command-line.ts";
import type { Login } from "./connect.ts";
import { createConnections } from "./connections.ts";
import { exec } from "./exec.ts";
import { admitCommand } from "./people-keys.ts";

const uploadMs = 60_000;

type Deps = Omit<Login, "user"> & {
  /** @default root, as on RunPod */
  readonly user?: string;
  readonly clock: Clock;
};

type Order = { readonly command: RemoteCommand; readonly stdin?: string };

/** Commands and files over SSH, by the instance's own key and with the pod's host key checked. */
export function createSshShell({
  user = "root",
  privateKey,
  hostKeys,
  clock,
}: Deps): RemoteShell & AsyncDisposable {
  const connections = createConnections({ user, privateKey, hostKeys });
  return {
    run: (machine, command, signal) => carryOut(machine, { command }, signal),
    async upload(machine, files, signal) {
      for (const file of files) await change(machine, uploadOf(file), signal);
    },
    async forget(machine) {
      connections.forget(machine);
    },
    ssh: {
      hostKey: hostKeys.known,
      admit: (machine, keys, signal) => change(machine, { command: admitCommand(keys) }, signal),
    },
    [Symbol.asyncDispose]: () => connections[Symbol.asyncDispose](),
  };

  /** For a program that changes a file as a whole, or not at all. */
  async function change(machine: Machine, order: Order, signal: AbortSignal): Promise<void> {
    const { exitCode } = await carryOut(machine, order, signal);
    if (exitCode !== 0) throw shellFailures.notWritten();
  }

  /** Connecting counts into the time. */
  async function carryOut(
    machine: Machine,
    { command, stdin }: Order,
    signal: AbortSignal,
  ): Promise<RemoteResult> {
    signal.throwIfAborted();
    const line = toCommandLine(command);
    const deadline = clock.deadline(command.timeoutMs, signal);
    const work = connections.to(machine).then((ssh) => exec(ssh, line, { stdin, signal: deadline }));
    return abortable(work, deadline).catch((error: unknown) => {
      signal.throwIfAborted();
      throw deadline.aborted ? shellFailures.timeOver(command.timeoutMs) : error;
    });
  }
}

function uploadOf(file: RemoteFile): Order {
  return { command: { argv: toUpload(file, randomUUID()), timeoutMs: uploadMs }, stdin: file.content };
}
