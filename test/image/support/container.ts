import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { ContainerSpec } from "./container-spec.ts";
import { type Program, untilPrinted } from "./until-printed.ts";

/** A container that runs, by an OCI runtime and without an engine. */
export type Container = AsyncDisposable & {
  /** All that it has printed. */
  output(): string;
  /** Runs a program in it, as its user. */
  exec(...command: readonly string[]): Promise<{ readonly exitCode: number | null; readonly output: string }>;
  /** Asks it to end, and returns its exit code. */
  stop(): Promise<number | null>;
};

// There is nothing to limit, and a container need not be allowed to make control groups.
const runtime = ["crun", "--cgroup-manager", "disabled"] as const;
const id = "labelpod";

/** Starts it and waits until the bot says that it is ready. @throws when it ends before, with what it printed */
export async function startContainer(spec: ContainerSpec): Promise<Container> {
  await using setup = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-container-"));
  setup.defer(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, "config.json"), JSON.stringify(spec));
  const { cwd, user } = spec.process;
  const asProcess = ["--cwd", cwd, "--user", `${user.uid}:${user.gid}`];
  const state = ["--root", path.join(folder, "state")];
  const child = crun([...state, "run", "--bundle", folder, id]);
  const ended = once(child, "exit");
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => printed.push(chunk.toString()));
  async function stop(signal: "KILL" | "TERM" = "TERM"): Promise<number | null> {
    if (child.exitCode === null) await once(crun([...state, "kill", id, signal]), "exit");
    await ended;
    return child.exitCode;
  }
  setup.defer(async () => void (await stop("KILL")));
  await untilPrinted(child, "labelpod is ready");
  const parts = setup.move();
  return {
    output: () => printed.join(""),
    exec: (...command) => finish(crun([...state, "exec", ...asProcess, id, ...command])),
    stop: () => stop(),
    [Symbol.asyncDispose]: () => parts[Symbol.asyncDispose](),
  };
}

function crun(args: readonly string[]): Program {
  const [program, ...options] = runtime;
  return spawn("setpriv", ["--pdeathsig", "KILL", program, ...options, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function finish(child: Program): ReturnType<Container["exec"]> {
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { exitCode: child.exitCode, output: out + error };
}
