import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, vi } from "vitest";
import type { PodSpec } from "../../src/core/records/offer.ts";
import type { Machine } from "../../src/core/records/machine.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import { lookForProcesses } from "../../src/local/processes.ts";
import { never, spec } from "../support/local-bench.ts";

export const timeoutMs = 15_000;
/** A shell's way to tell its process id once it is set up. */
export const ready = "echo $$ >ready.part; mv ready.part ready";

/** All of a pod, its watchdog included. */
export async function findProcesses(podId: string): Promise<readonly number[]> {
  return (await lookForProcesses(podId)).marked;
}

export async function findWatchdogs(podId: string): Promise<readonly number[]> {
  return (await lookForProcesses(podId)).watchdogs;
}

export async function up(provider: Provider, change: Partial<PodSpec> = {}): Promise<Machine> {
  const { machine } = await provider.pods.create({ ...spec, ...change }, never);
  if (machine === undefined) throw new Error("a new local pod has no machine");
  return machine;
}

/** Starts a program that outlives the command and its session, as a server does; the answer is its process id. */
export async function startServer(provider: Provider, machine: Machine, script: string): Promise<number> {
  const line = 'setsid sh -c "$1" >/dev/null 2>&1 </dev/null &';
  const argv = ["sh", "-c", line, "sh", script];
  const { exitCode } = await provider.shell.run(machine, { argv, timeoutMs }, never);
  expect(exitCode).toBe(0);
  const file = path.join(machine.workspace, "ready");
  return Number(await vi.waitFor(() => readFile(file, "utf8"), { timeout: timeoutMs }));
}
