import type { ProviderPodId } from "../core/records/ids.ts";
import { createHash } from "node:crypto";
import path from "node:path";
import type { Machine } from "../core/records/machine.ts";
import type { Clock } from "../core/common/clock.ts";
import type { RemoteCommand, RemoteFile, RemoteResult, RemoteShell } from "../core/ports/shell.ts";
import { shellFailures } from "../core/words/shell.ts";

/** What a program of the twin gets: its arguments, the machine's files, and a signal that ends with the command's time. */
export type ProgramCall = {
  readonly args: readonly string[];
  readonly files: Map<string, RemoteFile>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

export type SimulatedProgram = (call: ProgramCall) => Promise<RemoteResult> | RemoteResult;

export type SimulatedShell = RemoteShell & {
  /** The files of a pod by their absolute path; they stay while it is stopped. */
  files(providerPodId: ProviderPodId): ReadonlyMap<string, RemoteFile>;
  /** Deletes them. */
  wipe(providerPodId: ProviderPodId): void;
  /** Keys of the people who may come in; a start begins with none. */
  admitted(machine: Machine): readonly string[];
};

export type SimulatedShellOptions = {
  readonly clock: Clock;
  /** Whether this very run of the machine is up. */
  readonly isUp: (machine: Machine) => boolean;
  /** Programs beside `true`, `false`, `cat`, `test`, `rm` and `sleep`. */
  readonly programs?: Readonly<Record<string, SimulatedProgram>>;
};

/** Tiny machines in memory: files, and programs that are functions. */
export function createSimulatedShell({ clock, isUp, programs = {} }: SimulatedShellOptions): SimulatedShell {
  const disks = new Map<string, Map<string, RemoteFile>>();
  const known = new Map(Object.entries({ ...usualPrograms, ...programs }));

  function disk(providerPodId: ProviderPodId): Map<string, RemoteFile> {
    const files = disks.get(providerPodId) ?? new Map<string, RemoteFile>();
    disks.set(providerPodId, files);
    return files;
  }

  function connect(machine: Machine, signal: AbortSignal): Map<string, RemoteFile> {
    signal.throwIfAborted();
    if (!isUp(machine)) throw shellFailures.noConnection(undefined);
    return disk(machine.providerPodId);
  }

  const admitted = new Map<string, readonly string[]>();

  return {
    async run(machine, command, signal) {
      const files = connect(machine, signal);
      return runProgram(known.get(command.argv[0] ?? ""), { command, files, clock, signal });
    },
    async upload(machine, uploads, signal) {
      const files = connect(machine, signal);
      for (const file of uploads) files.set(path.normalize(file.path), file);
    },
    // It holds no connections.
    async forget() {},
    ssh: {
      hostKey: async (machine) => ({ fingerprint: fingerprintOf(machine), isChecked: true }),
      async admit(machine, keys, signal) {
        connect(machine, signal);
        admitted.set(startOf(machine), keys);
      },
    },
    admitted: (machine) => admitted.get(startOf(machine)) ?? [],
    files: disk,
    wipe: (providerPodId) => disks.delete(providerPodId),
  };
}

function startOf({ providerPodId, startId }: Machine): string {
  return JSON.stringify([providerPodId, startId]);
}

/** Another one in each start, made up. */
function fingerprintOf(machine: Machine): string {
  return `SHA256:${createHash("sha256").update(startOf(machine)).digest("base64").replace(/=+$/, "")}`;
}

type Start = {
  readonly command: RemoteCommand;
  readonly files: Map<string, RemoteFile>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

async function runProgram(
  program: SimulatedProgram | undefined,
  { command, files, clock, signal }: Start,
): Promise<RemoteResult> {
  if (program === undefined) return { exitCode: 127, stdout: "" };
  const deadline = clock.deadline(command.timeoutMs, signal);
  try {
    return await program({ args: command.argv.slice(1), files, clock, signal: deadline });
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) throw shellFailures.timeOver(command.timeoutMs);
    throw error;
  }
}

const ok: RemoteResult = { exitCode: 0, stdout: "" };
const no: RemoteResult = { exitCode: 1, stdout: "" };

const usualPrograms: Readonly<Record<string, SimulatedProgram>> = {
  true: () => ok,
  false: () => no,
  cat: ({ args, files }) => {
    const contents = args.map((file) => files.get(path.normalize(file))?.content);
    return { exitCode: contents.includes(undefined) ? 1 : 0, stdout: contents.join("") };
  },
  test: ({ args: [, file = ""], files }) => (files.has(path.normalize(file)) ? ok : no),
  rm: ({ args, files }) => {
    for (const file of args) files.delete(path.normalize(file));
    return ok;
  },
  sleep: async ({ args: [seconds], clock, signal }) => {
    await clock.sleep(Number(seconds) * 1000, signal);
    return ok;
  },
};
