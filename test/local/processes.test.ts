import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, vi } from "vitest";
import type { Machine } from "../../src/core/pod.ts";
import type { Provider } from "../../src/core/ports.ts";
import { lookForProcesses } from "../../src/local/processes.ts";
import { makeLocalBench, never, spec } from "../support/local-bench.ts";

const timeoutMs = 15_000;

async function findProcesses(podId: string): Promise<readonly number[]> {
  return (await lookForProcesses(podId)).marked;
}

async function up(provider: Provider, name: string): Promise<Machine> {
  const { machine } = await provider.pods.create({ ...spec, name }, never);
  if (machine === undefined) throw new Error("a new local pod has no machine");
  return machine;
}

/** A shell's way to tell its process id once it is set up. */
const ready = "echo $$ >ready.part; mv ready.part ready";

/** Starts a program that outlives the command and its session, as a server does; the answer is its process id. */
async function startServer(provider: Provider, machine: Machine, script: string): Promise<number> {
  const line = 'setsid sh -c "$1" >/dev/null 2>&1 </dev/null &';
  const argv = ["sh", "-c", line, "sh", script];
  const { exitCode } = await provider.shell.run(machine, { argv, timeoutMs }, never);
  expect(exitCode).toBe(0);
  const file = path.join(machine.workspace, "ready");
  return Number(await vi.waitFor(() => readFile(file, "utf8"), { timeout: timeoutMs }));
}

it("stop() ends servers with their children, those of other pods and of the bot stay", async () => {
  await using bench = await makeLocalBench();
  const { provider } = bench;
  const mine = await up(provider, "mine");
  const other = await up(provider, "other");
  await startServer(provider, mine, `sleep 300 & sleep 300 & ${ready}; wait`);
  const others = await startServer(provider, other, `${ready}; sleep 300; true`);
  const unmarked = spawn("sleep", ["300"]);

  await provider.pods.stop(mine.providerPodId, never);

  expect(await findProcesses(mine.providerPodId)).toEqual([]);
  expect(await findProcesses(other.providerPodId)).toContain(others);
  expect(unmarked.exitCode ?? unmarked.signalCode).toBeNull();
  unmarked.kill();
  await once(unmarked, "exit");
});

it("a new life of the bot ends what an earlier one started", async () => {
  await using bench = await makeLocalBench();
  const machine = await up(bench.provider, "mine");
  await startServer(bench.provider, machine, `${ready}; exec sleep 300`);

  const later = bench.restart();
  await later.pods.stop(machine.providerPodId, never);

  expect(await findProcesses(machine.providerPodId)).toEqual([]);
  expect((await later.pods.get(machine.providerPodId, never))?.status).toBe("stopped");
});

it("a stop that was cut short counts as running and is finished by the next stop", async () => {
  await using bench = await makeLocalBench();
  const { provider } = bench;
  const machine = await up(provider, "mine");
  await startServer(provider, machine, `${ready}; exec sleep 300`);
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

it("a program that becomes another one all the time is found and ended", async () => {
  await using bench = await makeLocalBench();
  const machine = await up(bench.provider, "mine");
  const again = "exec sh ./again.sh";
  const processId = await startServer(
    bench.provider,
    machine,
    `echo '${again}' >again.sh; ${ready}; ${again}`,
  );

  await bench.provider.pods.stop(machine.providerPodId, never);

  // Its id may stay for a while, as a zombie that the system has not cleared away.
  const state = await readFile(`/proc/${processId}/stat`, "utf8").catch(() => "cleared away");
  expect(state).toMatch(/\) [ZX] |cleared away/);
});

it("a program that ignores TERM is killed", async () => {
  await using bench = await makeLocalBench();
  const machine = await up(bench.provider, "mine");
  await startServer(bench.provider, machine, `trap '' TERM; ${ready}; while :; do sleep 1; done`);

  await bench.provider.pods.stop(machine.providerPodId, never);

  expect(await findProcesses(machine.providerPodId)).toEqual([]);
});

it("a pod whose programs were only asked to end is not called stopped", async () => {
  await using bench = await makeLocalBench();
  const machine = await up(bench.provider, "mine");
  await startServer(bench.provider, machine, `trap '' TERM; ${ready}; while :; do sleep 1; done`);
  const controller = new AbortController();

  const stop = bench.provider.pods.stop(machine.providerPodId, controller.signal);
  setTimeout(() => controller.abort(new Error("shutting down")), 50);

  await expect(stop).rejects.toThrow("shutting down");
  expect((await bench.provider.pods.get(machine.providerPodId, never))?.status).toBe("running");
});
