import { expect, test } from "vitest";
import { monthHours } from "../../src/core/money/pod-cost.ts";
import { rented } from "../../src/core/market/wait-for-gpu.ts";
import { adopted } from "../../src/core/pods/adopted-pod.ts";
import { defaultSettings } from "../../src/core/records/settings.ts";
import { minute } from "../support/simulated-team.ts";
import { askedPod } from "../support/asked-pod.ts";
import { communitySpec, makeRunpodBench, never, spec } from "./bench.ts";
import { createRunpodTeam } from "./runpod-team.ts";

test.each([
  { what: "as a setting says", settings: { containerDiskGib: 100 }, gib: 100 },
  { what: "of 30 GB by default", settings: {}, gib: 30 },
])("a pod gets a container disk $what, which its price has", async ({ settings, gib }) => {
  await using team = await createRunpodTeam({ settings });

  await team.say("pod up");
  await team.reads(/is live/);
  await team.advance(minute);

  const usdPerHour = ((gib + 50) * 0.1) / monthHours;
  expect(await team.pods()).toMatchObject([
    {
      containerDiskGib: gib,
      disk: { running: expect.closeTo(usdPerHour, 9) },
      run: { quote: { diskUsdPerHour: expect.closeTo(usdPerHour, 9) } },
    },
  ]);
});

test("what RunPod tells of a pod's container disk is read, by both ways of making one", async () => {
  await using bench = await makeRunpodBench();
  await bench.up({ ...spec, name: "labelpod-test01-a", containerDiskGib: 35 });
  await bench.up({ ...communitySpec, name: "labelpod-test01-b", containerDiskGib: 45 });

  const listed = await bench.provider.pods.list(never);

  expect(listed.map(({ containerDiskGib }) => containerDiskGib)).toEqual([35, 45]);
});

test("a pod that the store knows nothing of has the disk that it was made with", () => {
  const listed = {
    providerPodId: "p",
    name: "n",
    status: "running",
    usdPerHour: 1,
    containerDiskGib: 10,
  } as const;
  const adoption = { id: "k1", teamId: "team", provider: "runpod", request: defaultSettings, bootId: "boot" };
  const claimed = { ...askedPod(0), containerDiskGib: 30 };

  expect(adopted(listed, adoption, 0).containerDiskGib).toBe(10);
  expect(rented(claimed, listed, 0).containerDiskGib).toBe(10);
});
