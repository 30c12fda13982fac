import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const project = path.resolve(import.meta.dirname, "../../..");

/** The bot as people run it: a process of its own. */
export type BotProcess = AsyncDisposable & {
  /** All that it has printed. */
  output(): string;
  /** Ends it as a crash of the machine's memory would. */
  kill(): Promise<void>;
  /** Asks it to end, and returns its exit code. */
  end(): Promise<number | null>;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Starts it and waits until it says that it is ready.
 * @param source the folder of its source; @default this checkout
 * @throws when it ends before, with what it printed
 */
export async function startBot(environment: Environment, source = project): Promise<BotProcess> {
  const printed: string[] = [];
  // It dies with this process, however this process dies.
  const program = ["--pdeathsig", "KILL", process.execPath, path.join(source, "src/main.ts")];
  const child = spawn("setpriv", program, {
    // In no folder with settings of its own.
    cwd: environment["LABELPOD_HOME"],
    env: { ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  const isReady = readUntil(child, printed, "labelpod is ready");
  await Promise.race([isReady, ended]);
  if (!printed.join("").includes("labelpod is ready")) throw new Error(`no start:\n${printed.join("")}`);
  async function finish(signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    child.kill(signal);
    await ended;
    return child.exitCode;
  }
  return {
    output: () => printed.join(""),
    kill: async () => {
      await finish("SIGKILL");
    },
    end: () => finish("SIGTERM"),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await finish("SIGTERM");
    },
  };
}

function readUntil(child: ChildProcess, printed: string[], line: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed.push(chunk.toString());
      if (printed.join("").includes(line)) resolve();
    });
  }
  return promise;
}
