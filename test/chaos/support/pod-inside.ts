import { execFile } from "node:child_process";
import { readdir, readFile, readlink, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { LeaseTerms } from "../../../src/core/records/lease-terms.ts";

const run = promisify(execFile);
const leaseFile = "opt/labelpod/lease.json";

export type PodProcess = { readonly pid: number; readonly commandLine: string };

/** A pod's machine as whoever owns its host sees it; the ids are those of the host. */
export type PodInside = {
  processes(): Promise<readonly PodProcess[]>;
  /** MONAI Label itself. @throws unless there is exactly one */
  server(): Promise<number>;
  /** The processes that train. */
  trainings(): Promise<readonly number[]>;
  /** Takes its network cable out. */
  cut(): Promise<void>;
  /** Puts it back in. */
  mend(): Promise<void>;
  /** Ends sshd with all that is logged in; nobody starts it again. */
  endShells(): Promise<void>;
  /** Renews its lease as the bot would, with other terms. */
  renew(terms: LeaseTerms): Promise<void>;
  /** How its watchdog judged its use last. */
  use(): Promise<string>;
};

/** Looks for the machine of a pod that runs. @throws when there is none */
export async function openPod(podId: string): Promise<PodInside> {
  const first = await firstProcess(podId);
  const namespace = await readlink(`/proc/${first}/ns/pid`);
  const root = `/proc/${first}/root`;

  async function processes(): Promise<readonly PodProcess[]> {
    const all = await Promise.all((await processIds()).map((pid) => lookAt(pid)));
    return all.filter((found) => found.namespace === namespace);
  }

  async function find(pattern: RegExp): Promise<readonly number[]> {
    return (await processes()).flatMap(({ pid, commandLine }) => (pattern.test(commandLine) ? [pid] : []));
  }

  async function inNetwork(...argv: readonly string[]): Promise<void> {
    await run("nsenter", [`--target=${first}`, "--net", ...argv]);
  }

  return {
    processes,
    async server() {
      const found = await find(/labelpod_server\.py start_server/);
      if (found.length !== 1) throw new Error(`${found.length} servers run on the pod`);
      return found[0] ?? 0;
    },
    trainings: () => find(/-m monailabel\.interfaces\.utils\.app -m train /),
    cut: () => inNetwork("ip", "link", "set", "tap0", "down"),
    async mend() {
      await inNetwork("ip", "link", "set", "tap0", "up");
      await inNetwork("ip", "route", "add", "default", "via", "10.0.2.2", "dev", "tap0");
    },
    async endShells() {
      for (const pid of await find(/^(?:\S*\/)?sshd(?:-session)?\b/)) send(pid, "SIGKILL");
    },
    async renew(terms) {
      const file = path.join(root, leaseFile);
      await writeFile(`${file}.new`, JSON.stringify({ ...terms, renewal: Date.now() }));
      await rename(`${file}.new`, file);
    },
    async use() {
      const state: unknown = JSON.parse(await readFile(path.join(root, `${leaseFile}.state.json`), "utf8"));
      return z.object({ use: z.string() }).parse(state).use;
    },
  };
}

/** Nothing where the process has gone already. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Whether it has ended, collected by its parent or not. */
export async function hasEnded(pid: number): Promise<boolean> {
  return !/^State:\s+[^ZX]/m.test(await readOrNothing(`/proc/${pid}/status`));
}

/** The one that has the id 1 where it lives. */
async function firstProcess(podId: string): Promise<number> {
  for (const pid of await processIds()) {
    const [status, environment] = await Promise.all([
      readOrNothing(`/proc/${pid}/status`),
      readOrNothing(`/proc/${pid}/environ`),
    ]);
    const isFirst = /^NSpid:\t\d+\t1$/m.test(status);
    if (isFirst && environment.split("\0").includes(`RUNPOD_POD_ID=${podId}`)) return pid;
  }
  throw new Error(`pod ${podId} has no machine`);
}

async function lookAt(pid: number): Promise<PodProcess & { readonly namespace: string }> {
  const namespace = await readlink(`/proc/${pid}/ns/pid`).catch(() => "");
  const commandLine = (await readOrNothing(`/proc/${pid}/cmdline`)).replaceAll("\0", " ");
  return { pid, commandLine, namespace };
}

async function processIds(): Promise<readonly number[]> {
  return (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Empty for a process that ends while it is looked at. */
async function readOrNothing(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}
