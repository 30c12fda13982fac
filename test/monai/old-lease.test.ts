import { expect, test } from "vitest";
import { z } from "zod";
import type { RunningPod } from "../../src/core/ports/software.ts";
import { recallMemo, renewLease } from "../../src/monai/lease-file.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedShell } from "../../src/simulated/shell.ts";
import { readOldFile } from "../support/old-versions.ts";
import { makeRunningPod } from "../support/running-pod.ts";

const signal = new AbortController().signal;
const leaseFile = "/opt/labelpod/lease.json";
const address = { host: "203.0.113.2", port: 22 };
const machine = {
  providerPodId: "p1",
  startId: "s1",
  shell: address,
  api: address,
  listen: address,
  workspace: "/workspace",
  leaseFile,
};
const leaseSchema = z.object({ memo: z.looseObject({ wishes: z.unknown() }) });

type Brought = { readonly pod: RunningPod; read(): string };

/** A pod to which a bot of version 0 has brought its lease. */
async function bringOldLease(): Promise<Brought> {
  const shell = createSimulatedShell({ clock: createSimulatedClock(), isUp: () => true });
  await shell.upload(
    machine,
    [{ path: leaseFile, content: readOldFile(0, "pod/lease.json"), mode: 0o600 }],
    signal,
  );
  const read = (): string => shell.files(machine.providerPodId).get(leaseFile)?.content ?? "";
  return { pod: makeRunningPod(machine, shell), read };
}

test("recallMemo() reads all of what a lease of version 0 says of the pod's record", async () => {
  const { pod, read } = await bringOldLease();

  const memo = await recallMemo(pod, signal);

  const { wishes, ...others } = leaseSchema.parse(JSON.parse(read())).memo;
  expect(memo).toEqual({ ...others, request: wishes });
});

test("recallMemo() reads what a watchdog of version 0 has left of its times where the lease is gone", async () => {
  const { pod } = await bringOldLease();
  const state = { path: `${leaseFile}.state.json`, content: readOldFile(0, "pod/lease.json.state.json") };
  await pod.shell.upload(pod.machine, [{ ...state, mode: 0o600 }], signal);
  await pod.shell.run(pod.machine, { argv: ["rm", leaseFile], timeoutMs: 1000 }, signal);

  expect(await recallMemo(pod, signal)).toEqual({ keepS: 10_610, limitS: 35_570 });
});

test("renewLease() writes what the watchdog of version 0 reads by the names that it knows", async () => {
  const { pod, read } = await bringOldLease();
  const terms = { leaseS: 901, idleS: 2761, keepS: 10_611, limitS: 35_571, renewal: 8 };
  const memo = await recallMemo(pod, signal);
  if (memo === undefined || "limitS" in memo) throw new Error("no memo");

  await renewLease(pod, { ...terms, memo }, signal);

  expect(JSON.parse(read())).toMatchObject(terms);
});
