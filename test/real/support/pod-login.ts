import { NodeSSH } from "node-ssh";
import type { Address } from "../../../src/core/records/machine.ts";

export type Shell = AsyncDisposable & { run(command: string): Promise<string> };

/** Logs into a pod to run commands there, without a terminal. */
export async function openShell(address: Address, privateKey: string): Promise<Shell> {
  const { ssh, close } = await connect(address, privateKey);
  return {
    run: async (command) => (await ssh.execCommand(command)).stdout,
    [Symbol.asyncDispose]: close,
  };
}

/** A person who sits at a terminal of the pod, until the pod or this ends. */
export async function openTerminal(address: Address, privateKey: string): Promise<AsyncDisposable> {
  const { ssh, close } = await connect(address, privateKey);
  await ssh.requestShell();
  return { [Symbol.asyncDispose]: close };
}

type Connection = { readonly ssh: NodeSSH; readonly close: () => Promise<void> };

async function connect({ host, port }: Address, privateKey: string): Promise<Connection> {
  const ssh = new NodeSSH();
  await ssh.connect({ host, port, username: "root", privateKey });
  const { connection } = ssh;
  if (connection === null) throw new Error("the connection is gone");
  const closed = new Promise<void>((resolve) => {
    connection.once("close", resolve);
  });
  // A pod that stops resets the connections of its shells; anything else shows in what is asked of them.
  connection.on("error", () => connection.end());
  return {
    ssh,
    close: async () => {
      if (!ssh.isConnected()) return;
      connection.end();
      await closed;
    },
  };
}
