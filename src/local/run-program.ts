import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import type { RemoteResult } from "../core/ports/shell.ts";
import { shellFailures } from "../core/words/shell.ts";

const outputLimitKib = 256;

export type Program = ChildProcessByStdio<null, Readable, null>;

/** Starts a program without a shell, in a process group of its own; its error stream goes nowhere. */
export function startProgram(
  argv: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv,
): Program {
  const [file = "", ...rest] = argv;
  return spawn(file, rest, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
}

/** Starts a program that outlives this process, in a session of its own and without any stream. @throws as `spawn` */
export async function startLasting(
  argv: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const [file = "", ...rest] = argv;
  const program = spawn(file, rest, { cwd: folder, env: environment, stdio: "ignore", detached: true });
  program.unref();
  await once(program, "spawn");
  return program;
}

/**
 * What the program wrote and how it ended; the program is ended when the signal aborts.
 * @throws the signal's reason, UserFacingError `too-much-output`
 */
export function finishProgram(program: Program, signal: AbortSignal): Promise<RemoteResult> {
  const { promise, resolve, reject } = Promise.withResolvers<RemoteResult>();
  const chunks: Buffer[] = [];
  let length = 0;
  program.stdout.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > outputLimitKib * 1024) giveUp(shellFailures.tooMuchOutput(outputLimitKib));
  });
  program.once("error", (error) => resolve({ exitCode: exitCodeOf(error), stdout: "" }));
  program.once("close", (code, killer) =>
    resolve({
      exitCode: code ?? 128 + constants.signals[killer ?? "SIGKILL"],
      stdout: Buffer.concat(chunks).toString(),
    }),
  );
  const onAbort = (): void => giveUp(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  return promise.finally(() => signal.removeEventListener("abort", onAbort));

  function giveUp(reason: unknown): void {
    program.stdout.destroy();
    endGroup(program);
    reject(reason);
  }
}

/** As a shell would answer for a program that is not there or can't be run. */
function exitCodeOf(error: Error): number {
  if ("code" in error && error.code === "ENOENT") return 127;
  return 126;
}

/** The program with what it started, unless that made a session of its own in order to stay. */
function endGroup(program: Program): void {
  if (program.pid === undefined || program.exitCode !== null || program.signalCode !== null) return;
  try {
    process.kill(-program.pid, "SIGTERM");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
