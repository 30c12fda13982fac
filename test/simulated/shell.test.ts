import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedShell } from "../../src/simulated/shell.ts";
import { testRemoteShell, type ShellSubject } from "../contracts/remote-shell.ts";

const address = { host: "127.0.0.1", port: 1 };
const machine = {
  providerPodId: "pod1",
  startId: "this start",
  shell: address,
  api: address,
  listen: address,
  workspace: "/workspace",
};

async function makeSubject(): Promise<ShellSubject> {
  const isUp = ({ startId }: { readonly startId: string }): boolean => startId === machine.startId;
  const shell = createSimulatedShell({ clock: createSimulatedClock(), isUp });
  return {
    shell,
    machine,
    goneMachine: { ...machine, startId: "an earlier start" },
    folder: "/workspace/files",
    async read(file) {
      const found = shell.files(machine.providerPodId).get(file);
      return found && { content: found.content, mode: found.mode };
    },
    async [Symbol.asyncDispose]() {},
  };
}

testRemoteShell({ name: "in memory", makeSubject, runsPrograms: false });
