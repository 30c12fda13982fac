import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { makeLocalBench, never } from "../support/local-bench.ts";
import { findProcesses, ready, startServer, up } from "./programs.ts";

it("stop() ends servers with their children, those of other pods and of the bot stay", async () => {
  await using bench = await makeLocalBench();
  const { provider } = bench;
  const mine = await up(provider);
  const other = await up(provider, { name: "other" });
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
  const machine = await up(bench.provider);
  await startServer(bench.provider, machine, `${ready}; exec sleep 300`);

  const later = bench.restart();
  await later.pods.stop(machine.providerPodId, never);

  expect(await findProcesses(machine.providerPodId)).toEqual([]);
  expect((await later.pods.get(machine.providerPodId, never))?.status).toBe("stopped");
});

it("a stop that was cut short counts as running and is finished by the next stop", async () => {
  await using bench = await makeLocalBench();
  const { provider } = bench;
  const machine = await up(provider);
  await startServer(provider, machine, `${ready}; exec sleep 300`);
  await bench.changeState(machine.providerPodId, { status: "stopping" });
  const between = await provider.pods.get(machine.providerPodId, never);

  await provider.pods.stop(machine.providerPodId, never);

  expect(between?.status).toBe("running");
  expect(between?.machine).toBeUndefined();
  expect(await findProcesses(machine.providerPodId)).toEqual([]);
  expect((await provider.pods.get(machine.providerPodId, never))?.status).toBe("stopped");
});

it("a program that becomes another one all the time is found and ended", async () => {
  await using bench = await makeLocalBench();
  const machine = await up(bench.provider);
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
  const machine = await up(bench.provider);
  await startServer(bench.provider, machine, `trap '' TERM; ${ready}; while :; do sleep 1; done`);

  await bench.provider.pods.stop(machine.providerPodId, never);

  expect(await findProcesses(machine.providerPodId)).toEqual([]);
});

it("a pod whose programs were only asked to end is not called stopped", async () => {
  await using bench = await makeLocalBench();
  const machine = await up(bench.provider);
  await startServer(bench.provider, machine, `trap '' TERM; ${ready}; while :; do sleep 1; done`);
  const controller = new AbortController();

  const stop = bench.provider.pods.stop(machine.providerPodId, controller.signal);
  setTimeout(() => controller.abort(new Error("shutting down")), 50);

  await expect(stop).rejects.toThrow("shutting down");
  expect((await bench.provider.pods.get(machine.providerPodId, never))?.status).toBe("running");
});
