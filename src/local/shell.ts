import path from "node:path";
import type { Machine } from "../core/pod.ts";
import type { Clock, RemoteFile, RemoteShell } from "../core/ports.ts";
import { shellFailures } from "../core/words/shell.ts";
import { readMachineBootId } from "./machine.ts";
import type { PodFolders } from "./folders.ts";
import { podVariable } from "./processes.ts";
import { finishProgram, startProgram, type Program } from "./run-program.ts";
import type { Serial } from "./serial.ts";
import { writeWhole } from "./write-file.ts";

type Deps = {
  readonly folders: PodFolders;
  readonly serial: Serial;
  readonly clock: Clock;
  /** What programs on the pod find in their environment beside its mark. */
  readonly environment: NodeJS.ProcessEnv;
};

/** Programs on this machine, marked as the pod's so that its stop finds them. */
export function createLocalShell({ folders, serial, clock, environment }: Deps): RemoteShell {
  return {
    async run(machine, { argv, timeoutMs }, signal) {
      signal.throwIfAborted();
      if (argv.some((text) => text.includes("\0"))) throw shellFailures.nulCharacter();
      const deadline = clock.deadline(timeoutMs, signal);
      const marked = { ...environment, [podVariable]: machine.providerPodId };
      const { finished } = await serial(async () => {
        await checkRuns(folders, machine);
        const program: Program = startProgram(argv, folders.workspace(machine.providerPodId), marked);
        return { finished: finishProgram(program, deadline) };
      });
      return finished.catch((error: unknown) => {
        signal.throwIfAborted();
        throw deadline.aborted ? shellFailures.timeOver(timeoutMs) : error;
      });
    },
    async upload(machine, files, signal) {
      for (const file of files) {
        signal.throwIfAborted();
        await checkRuns(folders, machine);
        await write(folders.workspace(machine.providerPodId), file);
      }
    },
    async forget() {},
  };
}

/** A command that was meant for an earlier start must not wake a pod that was stopped since. */
async function checkRuns(folders: PodFolders, machine: Machine): Promise<void> {
  const state = await folders.read(machine.providerPodId);
  const runs = state?.status === "running" && state.startId === machine.startId;
  if (!runs || state.machineBootId !== (await readMachineBootId())) throw shellFailures.notRunning();
}

async function write(workspace: string, file: RemoteFile): Promise<void> {
  if (file.path.includes("\0")) throw shellFailures.nulCharacter();
  const target = path.resolve(file.path);
  // A pod on this machine is only its folder: nothing outside is its to change.
  if (!target.startsWith(workspace + path.sep)) throw shellFailures.notWritten();
  await writeWhole(target, file.content, file.mode).catch((error: unknown) => {
    throw shellFailures.notWritten(error);
  });
}
