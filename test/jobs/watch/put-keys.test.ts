import { expect, test } from "vitest";
import { areKeysDue, keysOn, requestedKeys, withKeysUnsure } from "../../../src/core/access/people-keys.ts";
import { newPod } from "../../../src/core/pods/change-pod.ts";
import { type Pod, withRun } from "../../../src/core/records/pod.ts";
import { update } from "../../../src/core/ports/store.ts";
import { shellFailures } from "../../../src/core/words/shell.ts";
import type { JobContext } from "../../../src/jobs/context.ts";
import { putKeys } from "../../../src/jobs/watch/put-keys.ts";
import { createSimulatedProvider } from "../../../src/simulated/provider.ts";
import { createSimulatedShell, type SimulatedShell } from "../../../src/simulated/shell.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { createTestContext } from "../../support/job-context.ts";
import { createTestLog } from "../../support/log.ts";
import { idleMachine as machine } from "../../support/machine.ts";
import { livePod, stoppingPod } from "../../support/pod-phases.ts";
import { failAlways, beforeCall, beforeNextCall } from "../../support/trouble.ts";

const place = { teamId: "team", podId: "k1" };
const ada = { platform: "web", id: "ada", name: "Ada" } as const;
const key = { person: ada, key: "ssh-ed25519 AAAA", fingerprint: "SHA256:ada" };

type Bench = {
  readonly context: JobContext;
  readonly shell: SimulatedShell;
  readonly log: ReturnType<typeof createTestLog>;
  change(change: (pod: Pod) => Pod): Promise<Pod | undefined>;
};

/** A live pod that Ada's key is wished on. */
async function makeBench(): Promise<Bench> {
  const clock = createSimulatedClock();
  const shell = createSimulatedShell({ clock, isUp: () => true });
  const providers = new Map([["memory", { ...createSimulatedProvider({ clock }), shell }]]);
  const log = createTestLog();
  const context = createTestContext({ clock, providers, log });
  const { settings: request, bootId } = context;
  const names = { id: "k1", teamId: "team", instanceId: "test", provider: "memory" };
  const pod = newPod({ ...names, request, askedBy: ada, bootId }, clock.now());
  await context.store.pods.create("team", "k1", {
    ...livePod(pod, clock.now()),
    sshKeys: { wished: [key] },
  });
  return {
    context,
    shell,
    log,
    change: async (change) => (await update(context.store.pods, { teamId: "team", id: "k1" }, change))?.value,
  };
}

function withoutKey(pod: Pod): Pod {
  return { ...pod, sshKeys: { ...pod.sshKeys, wished: [] } };
}

test("a run that was overtaken by a removal does not leave the key on the pod", async () => {
  const { context, shell, change } = await makeBench();
  const { ssh } = shell;
  if (ssh === undefined) throw new Error("the twin has SSH");
  const held = Promise.withResolvers<undefined>();
  const reached = Promise.withResolvers<undefined>();
  beforeNextCall(ssh, "admit", () => {
    reached.resolve(undefined);
    return held.promise;
  });
  const slow = putKeys.run(place, context);
  await reached.promise;
  await change(withoutKey);
  const quick = await putKeys.run(place, context);

  held.resolve(undefined);
  const again = await slow;
  const between = shell.admitted(machine);
  await putKeys.run(place, context);

  expect(quick).toBeUndefined();
  expect(between).toEqual([key.key]);
  expect(again).toEqual({ againInMs: 0 });
  expect(shell.admitted(machine)).toEqual([]);
});

test("a run that was cut short after the pod had the keys does its work again", async () => {
  const { context, shell, change } = await makeBench();
  await putKeys.run(place, context);
  await shell.ssh?.admit(machine, [], context.shutdown);

  expect(await putKeys.run(place, context)).toBeUndefined();

  expect(shell.admitted(machine)).toEqual([key.key]);
  expect(await change((pod) => pod)).toMatchObject({
    sshKeys: { putOn: { startId: "start-1", fingerprints: ["SHA256:ada"] } },
  });
});

test("keys of an earlier start are taken off where that start's disk has stayed", async () => {
  const { context, change } = await makeBench();
  await putKeys.run(place, context);
  const before = await change(withoutKey);

  const moved = await change((pod) => withRun(pod, { machine: { ...machine, startId: "start-2" } }));
  await putKeys.run(place, context);
  const after = await change((pod) => withRun(pod, { machine: { ...machine, startId: "start-3" } }));

  expect([before, moved, after].map((pod) => pod && areKeysDue(pod))).toEqual([true, true, false]);
  expect([before, moved].map((pod) => pod && keysOn(pod))).toEqual([["SHA256:ada"], []]);
});

test("after a new container within one start keys are put on again, or taken off where its disk has stayed", async () => {
  const { context, change } = await makeBench();
  const early = await change((pod) => withKeysUnsure(pod) ?? pod);
  await putKeys.run(place, context);
  const before = await change((pod) => pod);

  const anew = await change((pod) => withKeysUnsure(pod) ?? pod);
  const removed = await change(withoutKey);
  await putKeys.run(place, context);
  const after = await change((pod) => pod);

  expect(early?.sshKeys).toEqual({ wished: [key] });
  const due = [before, anew, removed, after].map((pod) => pod && areKeysDue(pod));
  expect(due).toEqual([false, true, true, false]);
  expect(anew && keysOn(anew)).toEqual([]);
});

test("a pod that can't be reached is tried again, and one that is stopping is left alone", async () => {
  const { context, shell, change } = await makeBench();
  const { ssh } = shell;
  if (ssh === undefined) throw new Error("the twin has SSH");
  failAlways(ssh, "admit", shellFailures.noConnection(undefined));

  expect(await putKeys.run(place, context)).toEqual({ againInMs: 10_000 });
  const pod = await change((current) => stoppingPod(current, context.clock.now()));
  expect(await putKeys.run(place, context)).toBeUndefined();
  expect(pod && requestedKeys(pod)).toEqual([key]);
});

test("no word of a key gets into labelpod's own log, whether it could be put on or not", async () => {
  const { context, log, shell } = await makeBench();
  const { ssh } = shell;
  if (ssh === undefined) throw new Error("the twin has SSH");
  const recover = beforeCall(ssh, "admit", (_machine, keys) => {
    throw new Error(`refused: ${keys.join()}`);
  });

  await putKeys.run(place, context);
  recover();
  await putKeys.run(place, context);

  expect(log.entries.map(({ event }) => event)).toEqual([
    "people's SSH keys are not on the pod",
    "people's SSH keys are on the pod",
  ]);
  expect(JSON.stringify(log.entries)).not.toMatch(/AAAA|SHA256|Ada/);
});
