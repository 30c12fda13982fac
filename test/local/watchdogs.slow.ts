import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, vi } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import type { LeaseTerms } from "../../src/core/records/lease-terms.ts";
import type { ListedPod, Machine } from "../../src/core/records/machine.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import { createPodFolders, type PodFolders } from "../../src/local/folders.ts";
import { createLocalPods } from "../../src/local/pods.ts";
import { createSerial } from "../../src/local/serial.ts";
import { makeLocalBench, never, spec, type LocalBench } from "../support/local-bench.ts";
import { findProcesses, findWatchdogs, ready, startServer, timeoutMs, up } from "./programs.ts";

const patience = { timeout: timeoutMs, interval: 20 };
const environment = { ...process.env, LABELPOD_WATCHDOG_TICK_S: "0.02" };
const stubborn = `trap '' TERM; ${ready}; while :; do sleep 1; done`;
/** Ends when it is told so for the second time. */
const slow = `trap 'trap - TERM' TERM; ${ready}; while :; do sleep 1; done`;
/** The bot is silent, and nobody uses the pod. */
const abandoned: LeaseTerms = { ...spec.lease, leaseS: 0, idleS: 0 };

function leaseFileOf(bench: LocalBench, podId: string): string {
  return path.join(bench.home, "pods", podId, "lease.json");
}

/** Its first look has been written down, so whatever lease comes from now on is a new one. */
async function awaitWatch(bench: LocalBench, { providerPodId, startId }: Machine): Promise<void> {
  const file = `${leaseFileOf(bench, providerPodId)}.state.json`;
  await vi.waitFor(async () => {
    const state: unknown = JSON.parse(await readFile(file, "utf8"));
    expect(state).toMatchObject({ startId, use: "unused" });
  }, patience);
}

/** A start of Python may be several processes for a moment. */
async function awaitOne(podId: string): Promise<number> {
  return vi.waitFor(async () => {
    const [watchdog, ...more] = await findWatchdogs(podId);
    expect(more).toEqual([]);
    if (watchdog === undefined) throw new Error("there is no watchdog");
    return watchdog;
  }, patience);
}

async function awaitEnd({ pods }: Provider, podId: string): Promise<ListedPod | undefined> {
  await vi.waitFor(async () => expect(await findProcesses(podId)).toEqual([]), patience);
  return pods.get(podId, never);
}

/** Brings the lease as the bot does. */
async function renew({ shell }: Provider, machine: Machine, terms: LeaseTerms): Promise<void> {
  const { leaseFile = "" } = machine;
  await shell.upload(machine, [{ path: leaseFile, content: leaseText(terms), mode: 0o600 }], never);
}

function leaseText(terms: LeaseTerms): string {
  return JSON.stringify({ renewal: 1, ...terms });
}

async function runAnything({ shell }: Provider, machine: Machine): Promise<void> {
  await shell.run(machine, { argv: ["true"], timeoutMs }, never);
}

it("a pod has its watchdog before it counts as running", async () => {
  await using bench = await makeLocalBench();
  const folders = createPodFolders(bench.home);
  const events: string[] = [];
  const write: PodFolders["write"] = async (id, state) => {
    events.push(state.status);
    await folders.write(id, state);
  };
  const begin = async (): Promise<void> => void events.push("watchdog");
  const parts = { serial: createSerial(), clock: createClock(), log: bench.log };
  const pods = createLocalPods({ ...parts, folders: { ...folders, write }, watchdogs: { begin } });

  const { providerPodId } = await pods.create(spec, never);
  await pods.stop(providerPodId, never);
  await pods.start(providerPodId, never);

  expect(events).toEqual(["watchdog", "running", "stopping", "stopped", "watchdog", "running"]);
});

it("a pod that nobody looks after or uses ends its programs, and counts as stopped", async () => {
  await using bench = await makeLocalBench(environment);
  const { provider } = bench;
  const machine = await up(provider);
  await startServer(provider, machine, `${ready}; exec sleep 300`);
  await awaitWatch(bench, machine);

  await renew(provider, machine, abandoned);

  const ended = await awaitEnd(provider, machine.providerPodId);
  expect(ended).toMatchObject({ status: "stopped", name: spec.name });
  expect(ended?.machine).toBeUndefined();
  await expect(runAnything(provider, machine)).rejects.toMatchObject({ code: "pod-not-running" });
});

it("a pod whose watchdog has ended it is started anew, and lives", async () => {
  await using bench = await makeLocalBench(environment);
  const { provider } = bench;
  const machine = await up(provider);
  const { providerPodId } = machine;
  await awaitWatch(bench, machine);
  await renew(provider, machine, abandoned);
  await awaitEnd(provider, providerPodId);

  await provider.pods.start(providerPodId, never);

  const again = await provider.pods.get(providerPodId, never);
  expect(again?.machine?.startId).not.toBe(machine.startId);
  await awaitWatch(bench, again?.machine ?? machine);
  expect((await provider.pods.get(providerPodId, never))?.status).toBe("running");
  await awaitOne(providerPodId);
});

it("a start does not meet what the watchdog has left to end", async () => {
  await using bench = await makeLocalBench(environment);
  const { provider } = bench;
  const machine = await up(provider);
  const { providerPodId } = machine;
  const server = await startServer(provider, machine, stubborn);
  await awaitWatch(bench, machine);
  const watchdog = await awaitOne(providerPodId);
  await renew(provider, machine, abandoned);
  await vi.waitFor(async () => {
    expect((await provider.pods.get(providerPodId, never))?.status).toBe("stopped");
  }, patience);
  const before = await findProcesses(providerPodId);

  await provider.pods.start(providerPodId, never);

  expect(before).toEqual(expect.arrayContaining([server, watchdog]));
  const after = await findProcesses(providerPodId);
  expect(after.filter((id) => before.includes(id))).toEqual([]);
  await expect(awaitOne(providerPodId)).resolves.not.toBe(watchdog);
});

it("a pod is watched from its start to its stop, and by one watchdog alone", async () => {
  await using bench = await makeLocalBench(environment);
  const { pods } = bench.provider;
  const machine = await up(bench.provider);
  const { providerPodId } = machine;

  await awaitWatch(bench, machine);
  const first = await awaitOne(providerPodId);
  await pods.start(providerPodId, never);
  await runAnything(bench.restart(), machine);
  const second = await awaitOne(providerPodId);
  await pods.stop(providerPodId, never);

  expect(second).toBe(first);
  expect(await findProcesses(providerPodId)).toEqual([]);
});

it("a stop ends the watchdog last, so one that is cut short leaves it to end the rest", async () => {
  await using bench = await makeLocalBench(environment);
  const machine = await up(bench.provider);
  const { providerPodId } = machine;
  const server = await startServer(bench.provider, machine, slow);
  await awaitWatch(bench, machine);
  const watchdog = await awaitOne(providerPodId);
  const controller = new AbortController();
  const stop = bench.provider.pods.stop(providerPodId, controller.signal);
  setTimeout(() => controller.abort(new Error("the bot dies")), 50);
  await expect(stop).rejects.toThrow("the bot dies");
  const left = await findProcesses(providerPodId);

  await writeFile(leaseFileOf(bench, providerPodId), leaseText(abandoned));

  const ended = await awaitEnd(bench.provider, providerPodId);
  expect(left).toEqual(expect.arrayContaining([server, watchdog]));
  expect(ended?.status).toBe("stopped");
});

/** Everything that a terminal would end as well. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) throw new Error("the bot did not start");
  process.kill(-pid, "SIGKILL");
}

it("outlives a bot that is killed, and ends the pod without it", async () => {
  await using bench = await makeLocalBench(environment);
  const script = path.resolve(import.meta.dirname, "../support/local-bot.ts");
  const bot = spawn(process.execPath, [script, bench.home], {
    env: environment,
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  const podId = String((await once(bot.stdout, "data"))[0]);
  killGroup(bot);
  await once(bot, "close");
  const running = await bench.provider.pods.get(podId, never);
  if (running?.machine === undefined) throw new Error("the pod does not run");
  await awaitWatch(bench, running.machine);

  await writeFile(leaseFileOf(bench, podId), leaseText(abandoned));

  expect((await awaitEnd(bench.provider, podId))?.status).toBe("stopped");
});

/** As when the bot dies after it has begun the watchdog and before the pod counts as running. */
async function cutShort(bench: LocalBench): Promise<{ podId: string; orphan: number }> {
  const machine = await up(bench.provider);
  const podId = machine.providerPodId;
  await awaitWatch(bench, machine);
  const orphan = await awaitOne(podId);
  await bench.changeState(podId, { status: "stopped" });
  return { podId, orphan };
}

it("the start after one that was cut short has a watchdog of its own", async () => {
  await using bench = await makeLocalBench(environment);
  const { podId, orphan } = await cutShort(bench);

  await bench.restart().pods.start(podId, never);

  expect(await findProcesses(podId)).not.toContain(orphan);
  await expect(awaitOne(podId)).resolves.not.toBe(orphan);
});

it.each(["stop", "remove"] as const)("%s() leaves nothing of a start that was cut short", async (method) => {
  await using bench = await makeLocalBench(environment);
  const { podId } = await cutShort(bench);

  await bench.restart().pods[method](podId, never);

  expect(await findProcesses(podId)).toEqual([]);
});

it("a watchdog that was killed together with the bot is begun again before anything runs on the pod", async () => {
  await using bench = await makeLocalBench(environment);
  const machine = await up(bench.provider);
  const { providerPodId } = machine;
  await awaitWatch(bench, machine);
  process.kill(await awaitOne(providerPodId), "SIGKILL");
  await awaitEnd(bench.provider, providerPodId);

  await runAnything(bench.restart(), machine);

  await expect(awaitOne(providerPodId)).resolves.toBeGreaterThan(0);
});

it("a watchdog that has failed is told in the log and begun again", async () => {
  await using bench = await makeLocalBench(environment);
  const machine = await up(bench.provider);
  const { providerPodId } = machine;
  await awaitWatch(bench, machine);
  process.kill(await awaitOne(providerPodId), "SIGKILL");
  await vi.waitFor(() => expect(bench.log.entries).toHaveLength(1), patience);

  await runAnything(bench.provider, machine);

  await expect(awaitOne(providerPodId)).resolves.toBeGreaterThan(0);
  expect(bench.log.entries).toMatchObject([
    { event: "the watchdog of a local pod has failed", data: { providerPodId } },
  ]);
});

it("a pod of an older version has a watchdog from its next start on", async () => {
  await using bench = await makeLocalBench(environment);
  const { pods } = bench.provider;
  const { providerPodId } = await up(bench.provider);
  await pods.stop(providerPodId, never);
  await bench.changeState(providerPodId, { teamId: undefined, startedAtMs: undefined, lease: undefined });

  await pods.start(providerPodId, never);

  expect((await pods.get(providerPodId, never))?.machine?.leaseFile).toBe(leaseFileOf(bench, providerPodId));
  await expect(awaitOne(providerPodId)).resolves.toBeGreaterThan(0);
});

it("without Python a pod is made all the same, and the log tells of it", async () => {
  const empty = path.join(import.meta.dirname, "no-such-folder");
  await using bench = await makeLocalBench({ PATH: empty });

  const pod = await bench.provider.pods.create(spec, never);

  expect(pod.status).toBe("running");
  expect(bench.log.entries).toMatchObject([
    {
      event: "the watchdog of a local pod can't be started",
      data: { providerPodId: pod.providerPodId, errorCode: "ENOENT" },
    },
  ]);
});

it("a removal leaves nothing of what the watchdog has written", async () => {
  await using bench = await makeLocalBench(environment);
  const { pods } = bench.provider;
  const machine = await up(bench.provider);
  await awaitWatch(bench, machine);
  await renew(bench.provider, machine, spec.lease);

  await pods.remove(machine.providerPodId, never);

  expect(await readdir(path.join(bench.home, "pods"))).toEqual([]);
});
