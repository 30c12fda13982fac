import { expect, test } from "vitest";
import { z } from "zod";
import type { Machine } from "../../src/core/records/machine.ts";
import * as faults from "../twins/runpod/faults.ts";
import type { RunpodTwin } from "../twins/runpod/runpod-twin.ts";
import { openTerminal } from "./support/pod-login.ts";
import {
  apiKey,
  longLease,
  makeSpec,
  openRealPods,
  reachMachine,
  type RealPods,
} from "./support/real-pods.ts";

const never = new AbortController().signal;
const isTrue = { argv: ["true"], timeoutMs: 30_000 };
const untilStopped = { timeout: 60_000, interval: 200 };

test("a pod whose bot never comes stops itself, by the key that RunPod gave it", async () => {
  await using bench = await openRealPods();
  const { provider, twin } = bench;
  const lease = { leaseS: 2, idleS: 3, keepS: 0, limitS: 600 };

  const { providerPodId } = await provider.pods.create({ ...(await makeSpec(provider)), lease }, never);
  await expect.poll(() => twin.running(), untilStopped).toEqual([]);

  expect(await provider.pods.get(providerPodId, never)).toMatchObject({ status: "stopped", usdPerHour: 0 });
  expect(endedBy(twin)).toEqual([providerPodId]);
  expect(twin.machine(providerPodId)).toBeUndefined();
});

test("a pod whose key may not use REST stops itself by GraphQL", async () => {
  await using bench = await openRealPods();
  const { provider, twin } = bench;
  const lease = { leaseS: 1, idleS: 1, keepS: 0, limitS: 600 };
  twin.inject({ on: "POST /pods/{id}/action stop", times: 10, fault: faults.forbidden() });

  const { providerPodId } = await provider.pods.create({ ...(await makeSpec(provider)), lease }, never);
  await expect.poll(() => twin.running(), untilStopped).toEqual([]);

  expect(twin.requests.at(-1)).toMatchObject({ action: "podStop", caller: providerPodId });
});

test("a pod in use goes on without its bot, up to its limit", async () => {
  await using bench = await openRealPods();
  const { provider, twin } = bench;
  const lease = { leaseS: 1, idleS: 10, keepS: 0, limitS: 20 };
  const { providerPodId } = await provider.pods.create({ ...(await makeSpec(provider)), lease }, never);
  const machine = await reachMachine(bench, providerPodId);

  await using _terminal = await openTerminal(machine.shell, bench.privateKey);
  await expect.poll(async () => (await watchdogState(bench, machine)).use, untilStopped).toBe("used");
  await expect.poll(() => twin.running(), untilStopped).toEqual([]);

  const [{ fromMs, toMs = 0 } = { fromMs: 0 }] = twin.billing()[0]?.intervals ?? [];
  expect(toMs - fromMs).toBeGreaterThanOrEqual(lease.limitS * 1000);
  expect(endedBy(twin)).toEqual([providerPodId]);
});

test("after a stop and a start a fresh watchdog knows nothing of the lease of before", async () => {
  await using bench = await openRealPods();
  const { pods, shell } = bench.provider;
  const { providerPodId } = await pods.create(await makeSpec(bench.provider), never);
  const first = await reachMachine(bench, providerPodId);
  const renewed = { ...longLease, limitS: 60, renewal: 1 };
  const file = { path: first.leaseFile ?? "", content: JSON.stringify(renewed), mode: 0o600 };

  await shell.upload(first, [file], never);
  const limitOnFirst = async (): Promise<number> => (await watchdogState(bench, first)).limitLeftS;
  await expect.poll(limitOnFirst, untilStopped).toBeLessThanOrEqual(60);
  await shell.forget(first);
  await pods.stop(providerPodId, never);
  await pods.start(providerPodId, never);
  const second = await reachMachine(bench, providerPodId);
  const { limitLeftS } = await watchdogState(bench, second);
  const left = await shell.run(second, { ...isTrue, argv: ["test", "-e", file.path] }, never);

  expect(limitLeftS).toBeGreaterThan(500);
  expect(left.exitCode).toBe(1);
  expect(bench.twin.running()).toEqual([providerPodId]);
});

test("neither the end of the image's own command nor that of the watchdog ends the pod or its watch", async () => {
  await using bench = await openRealPods();
  const { pods, shell } = bench.provider;
  const { providerPodId } = await pods.create(await makeSpec(bench.provider), never);
  const machine = await reachMachine(bench, providerPodId);
  const inPod = async (script: string): Promise<string> => {
    const { stdout } = await shell.run(machine, { argv: ["sh", "-c", script], timeoutMs: 30_000 }, never);
    return stdout.trim();
  };
  const before = await inPod(watchdogPid);

  await inPod(`kill -9 $(${startPid})`);
  await inPod(`kill -9 $(${watchdogPid})`);
  const after = (): Promise<string> => inPod(watchdogPid);
  await expect.poll(after, untilStopped).toMatch(/^\d+$/);

  expect(before).toMatch(/^\d+$/);
  expect(await after()).not.toBe(before);
  expect(await inPod(startPid)).toBe("");
  expect(bench.twin.running()).toEqual([providerPodId]);
});

test("a pod has its own key and never the account's, and its watchdog's source burdens no program on it", async () => {
  await using bench = await openRealPods();
  const { pods, shell } = bench.provider;
  const { providerPodId } = await pods.create(await makeSpec(bench.provider), never);
  const machine = await reachMachine(bench, providerPodId);
  const read = async (file: string): Promise<string> =>
    (await shell.run(machine, { ...isTrue, argv: ["cat", file] }, never)).stdout;

  const container = await read("/proc/1/environ");
  const sessions = await read("/etc/rp_environment");

  expect(container).toContain(`RUNPOD_API_KEY=${bench.twin.podKey(providerPodId)}`);
  expect(container + sessions).not.toContain(apiKey);
  expect(sessions).toContain("LABELPOD_TEAM");
  expect(sessions).not.toMatch(/LABELPOD_(?:WATCHDOG|LEASE)=/);
});

/** Prints the ids of the processes with this command line, its arguments parted by blanks. */
function pidsOf(commandLine: string): string {
  return `for id in $(ls /proc | grep '^[0-9]*$'); do
    [ "$(tr '\\0' ' ' </proc/$id/cmdline 2>/dev/null)" = "${commandLine} " ] && echo $id
  done`;
}

const watchdogPid = pidsOf(
  "python3 /opt/labelpod/watchdog.py --workspace /workspace --lease-file /opt/labelpod/lease.json",
);
const startPid = pidsOf("/bin/sh /start.sh");

/** The pods that were stopped by their own keys. */
function endedBy({ requests }: RunpodTwin): (string | undefined)[] {
  return requests.flatMap(({ action, caller }) => (action === "stop" ? [caller] : []));
}

const stateSchema = z.object({ use: z.string(), limitLeftS: z.number() });

/** What the watchdog has written down last. */
async function watchdogState({ provider }: RealPods, machine: Machine): Promise<z.infer<typeof stateSchema>> {
  const argv = ["cat", `${machine.leaseFile}.state.json`];
  const { stdout } = await provider.shell.run(machine, { ...isTrue, argv }, never);
  return stateSchema.parse(JSON.parse(stdout));
}
