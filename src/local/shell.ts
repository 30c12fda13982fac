import path from "node:path";
import type { Machine } from "../core/records/machine.ts";
import type { Clock } from "../core/common/clock.ts";
import type { RemoteFile, RemoteShell } from "../core/ports/shell.ts";
import { shellFailures } from "../core/words/shell.ts";
import type { PodFolders } from "./folders.ts";
import { podVariable } from "./processes.ts";
import { readState } from "./read-pods.ts";
import { finishProgram, startProgram, type Program } from "./run-program.ts";
import type { Serial } from "./serial.ts";
import type { Watchdogs } from "./watchdogs.ts";
import { writeWhole } from "./write-file.ts";

type Deps = {
  readonly folders: PodFolders;
  readonly serial: Serial;
  readonly watchdogs: Watchdogs;
  readonly clock: Clock;
  /** What programs on the pod find in their environment beside its mark. */
  readonly environment: NodeJS.ProcessEnv;
};

/** Programs on this machine, marked as the pod's so that its stop finds them. */
export function createLocalShell(deps: Deps): RemoteShell {
  const { folders, serial, clock, environment } = deps;
  return {
    async run(machine, { argv, timeoutMs }, signal) {
      signal.throwIfAborted();
      if (argv.some((text) => text.includes("\0"))) throw shellFailures.nulCharacter();
      const deadline = clock.deadline(timeoutMs, signal);
      const marked = { ...environment, [podVariable]: machine.providerPodId };
      const { finished } = await serial(async () => {
        await reach(deps, machine);
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
        await serial(async () => {
          await reach(deps, machine);
          await write(folders, machine.providerPodId, file);
        });
      }
    },
    async forget() {},
  };
}

/**
 * A command that was meant for an earlier start must not wake a pod that was stopped since. The watchdog may have gone with
 * an earlier life of the bot, such as one that was ended with all that it had started.
 */
async function reach({ folders, watchdogs }: Deps, { providerPodId, startId }: Machine): Promise<void> {
  const state = await readState(folders, providerPodId);
  if (state?.status !== "running" || state.startId !== startId) throw shellFailures.notRunning();
  await watchdogs.begin(providerPodId, state);
}

async function write(folders: PodFolders, id: string, file: RemoteFile): Promise<void> {
  if (file.path.includes("\0")) throw shellFailures.nulCharacter();
  const target = path.resolve(file.path);
  // A pod on this machine is only its folder, with the lease beside it: nothing outside is its to change.
  const isOwn = target.startsWith(folders.workspace(id) + path.sep) || target === folders.leaseFile(id);
  if (!isOwn) throw shellFailures.notWritten();
  await writeWhole(target, file.content, file.mode).catch((error: unknown) => {
    throw shellFailures.notWritten(error);
  });
}
