import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import type { Machine } from "../../src/core/pod.ts";
import type { Provider } from "../../src/core/ports.ts";
import { findProcesses } from "../../src/local/processes.ts";
import { makeLocalBench, never, spec } from "../support/local-bench.ts";

const timeoutMs = 15_000;

async function up(provider: Provider, name: string): Promise<Machine> {
  const { machine } = await provider.pods.create({ ...spec, name }, never);
  if (machine === undefined) throw new Error("a new local pod has no machine");
  return machine;
}

/** Starts a program that outlives the command and its session, as a server does. */
async function startServer(provider: Provider, machine: Machine, script: string): Promise<void> {
  const line = 'setsid sh -c "$1" >/dev/null 2>&1 </dev/null &';
  const argv = ["sh", "-c", line, "sh", script];
  const { exitCode } = await provider.shell.run(machine, { argv, timeoutMs }, never);
  expect(exitCode).toBe(0);
  await expect.poll(() => findProcesses(machine.providerPodId)).not.toEqual([]);
}

it("stop() ends servers with their children, those of other pods and of the bot stay", async () => {
  await using bench = await makeLocalBench();
  const { provider } = bench;
  const mine = await up(provider, "mine");
  const other = await up(provider, "other");
  await startServer(provider, mine, "sleep 300 & sleep 300 & wait");
  await startServer(provider, other, "exec sleep 300");
  const others = await findProcesses(other.providerPodId);
  const unmarked = spawn("sleep", ["300"]);

  await provider.pods.stop(mine.providerPodId, never);

  expect(await findProcesses(mine.providerPodId)).toEqual([]);
  expect(await findProcesses(other.providerPodId)).toEqual(others);
  expect(unmarked.exitCode ?? unmarked.signalCode).toBeNull();
  unmarked.kill();
  await once(unmarked, "exit");
});

it("a new life of the bot ends what an earlier one started", async () => {
  await using bench = await makeLocalBench();
  const machine = await up(bench.provider, "mine");
  await startServer(bench.provider, machine, "exec sleep 300");

  const later = bench.restart();
  await later.pods.stop(machine.providerPodId, never);

  expect(await findProcesses(machine.providerPodId)).toEqual([]);
  expect((await later.pods.get(machine.providerPodId, never))?.status).toBe("stopped");
});

it("a stop that was cut short counts as running and is finished by the next stop", async () => {
  await using bench = await makeLocalBench();
  const { provider } = bench;
  const machine = await up(provider, "mine");
  await startServer(provider, machine, "exec sleep 300");
  const file = path.join(bench.home, "pods", machine.providerPodId, "state.json");
  const state: unknown = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify(Object.assign({}, state, { status: "stopping" })));
  const between = await provider.pods.get(machine.providerPodId, never);

  await provider.pods.stop(machine.providerPodId, never);

  expect(between?.status).toBe("running");
  expect(between?.machine).toBeUndefined();
  expect(await findProcesses(machine.providerPodId)).toEqual([]);
  expect((await provider.pods.get(machine.providerPodId, never))?.status).toBe("stopped");
});

it("a program that ignores TERM is killed", async () => {
  await using bench = await makeLocalBench();
  const machine = await up(bench.provider, "mine");
  await startServer(bench.provider, machine, "trap '' TERM; while :; do sleep 1; done");

  await bench.provider.pods.stop(machine.providerPodId, never);

  expect(await findProcesses(machine.providerPodId)).toEqual([]);
});

it("a pod whose programs were only asked to end is not called stopped", async () => {
  await using bench = await makeLocalBench();
  const machine = await up(bench.provider, "mine");
  await startServer(bench.provider, machine, "trap '' TERM; while :; do sleep 1; done");
  const controller = new AbortController();

  const stop = bench.provider.pods.stop(machine.providerPodId, controller.signal);
  setTimeout(() => controller.abort(new Error("shutting down")), 50);

  await expect(stop).rejects.toThrow("shutting down");
  expect((await bench.provider.pods.get(machine.providerPodId, never))?.status).toBe("running");
});
