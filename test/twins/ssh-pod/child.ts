import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A process whose output is kept line by line. */
export type Child = {
  readonly pid: number;
  readonly lines: readonly string[];
  /** Waits for a line that matches. @throws when the process ends before, with what it printed last. */
  waitForLine(pattern: RegExp): Promise<RegExpExecArray>;
  isRunning(): boolean;
  /** Ends it at once and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it is gone. */
  gone(): Promise<void>;
};

/** Starts a program that dies with this process, however this process dies. */
export async function startChild(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Child> {
  const child = spawn("setpriv", ["--pdeathsig", "KILL", ...argv], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  await once(child, "spawn");
  if (child.pid === undefined) throw new Error(`${argv[0] ?? ""} has no process id.`);
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (text) => {
      lines.push(text);
      for (const watch of watchers) watch();
    });
  }
  return {
    pid: child.pid,
    lines,
    waitForLine: (pattern) => waitForLine({ child, lines, watchers, pattern }),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    gone: async () => {
      await exited;
    },
  };
}

type Wait = {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  readonly watchers: Set<() => void>;
  readonly pattern: RegExp;
};

async function waitForLine({ child, lines, watchers, pattern }: Wait): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const look = (): void => {
    const found = lines.map((text) => pattern.exec(text)).find((match) => match !== null);
    if (found) resolve(found);
  };
  const fail = (): void => {
    reject(new Error(`${child.spawnargs.join(" ")} ended early:\n${lines.slice(-10).join("\n")}`));
  };
  watchers.add(look);
  // After the last line: `close` comes when all output was read.
  child.once("close", fail);
  look();
  try {
    return await promise;
  } finally {
    watchers.delete(look);
    child.off("close", fail);
  }
}
