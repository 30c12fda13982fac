import { expect, test } from "vitest";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedLabelServer } from "../../src/simulated/label-server.ts";
import { createSimulatedPodSoftware } from "../../src/simulated/pod-software.ts";
import { createSimulatedShell } from "../../src/simulated/shell.ts";
import { testPodSoftware } from "../contracts/pod-software.ts";
import { withRun } from "../../src/core/records/pod.ts";
import { makeRunningPod } from "../support/running-pod.ts";
import { idleMachine as machine } from "../support/machine.ts";

testPodSoftware("memory", async () => {
  const clock = createSimulatedClock();
  const labelServer = createSimulatedLabelServer({ clock });
  return {
    software: createSimulatedPodSoftware({ clock, labelServer }),
    site: makeRunningPod(machine, createSimulatedShell({ clock, isUp: () => true })),
    otherRequest: { models: ["segmentation"] },
    settle: () => clock.advance(1000),
    async [Symbol.asyncDispose]() {},
  };
});

test("software in memory remembers whose keys were put on last, and fails to mend on order", async () => {
  const clock = createSimulatedClock();
  const labelServer = createSimulatedLabelServer({ clock });
  const software = createSimulatedPodSoftware({ clock, labelServer });
  const shell = createSimulatedShell({ clock, isUp: () => true });
  const site = makeRunningPod(machine, shell);
  const never = new AbortController().signal;

  const before = software.lastLock();
  await software.lock({ ...site, pod: withRun(site.pod, { rotations: 3 }) }, never);
  software.vanish();
  software.failNext("mend", new Error("no such server"));
  const failed = await software.mend(site, never).catch((error: unknown) => error);
  const afterFault = (await software.activity(site, never)).server.state;
  await software.mend(site, never);

  expect([before, software.lastLock()]).toEqual([undefined, { podId: "p-1", run: 1, rotation: 3 }]);
  expect([failed, afterFault]).toEqual([new Error("no such server"), "gone"]);
  expect((await software.activity(site, never)).server.state).not.toBe("gone");
});
