import { describe, expect, test } from "vitest";
import { newPod } from "../../../src/core/pods/change-pod.ts";
import type { KeptOfPod, StartingPod } from "../../../src/core/records/pod.ts";
import type { ListedPod } from "../../../src/core/records/machine.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { gonePod } from "../../support/pod-phases.ts";
import { useOfVolume } from "../../../src/core/volumes/find-volume.ts";

const wanted = {
  id: "k1",
  teamId: "team",
  instanceId: "test",
  provider: "runpod",
  request: defaultSettings,
  askedBy: { platform: "web", id: "ada", name: "Ada" },
  bootId: "boot",
} as const;

function record(changes: Partial<KeptOfPod> = {}): StartingPod {
  return { ...newPod(wanted, 0), ...changes };
}

function listedPod(changes: Partial<ListedPod> = {}): ListedPod {
  return {
    providerPodId: "p1",
    name: "a",
    status: "running",
    usdPerHour: 1,
    volumeId: "studies",
    ...changes,
  };
}

const onStudies = { ...defaultSettings, volumeId: "studies" };
const own = { kind: "own", podId: "k1" };
const other = { kind: "other" };
const none = { kind: "none" };

describe("useOfVolume()", () => {
  test.each([
    ["a pod that is wished on it", { records: [record({ request: onStudies })], listed: [] }, own],
    [
      "a pod that is listed with it",
      { records: [record({ providerPodId: "p1" })], listed: [listedPod({ status: "stopped" })] },
      own,
    ],
    ["a pod of somebody else", { records: [record()], listed: [listedPod()] }, other],
    ["one of them that is stopped", { records: [], listed: [listedPod({ status: "stopped" })] }, other],
    ["one of them that is gone", { records: [], listed: [listedPod({ status: "gone" })] }, none],
    ["a pod on another volume", { records: [], listed: [listedPod({ volumeId: "other" })] }, none],
    [
      "a pod that is gone, and listed still",
      {
        records: [gonePod(record({ providerPodId: "p1", request: onStudies }), 1)],
        listed: [listedPod()],
      },
      none,
    ],
    ["nobody", { records: [], listed: [] }, none],
  ])("knows who has it: %s", (_who, pods, use) => {
    expect(useOfVolume("studies", pods)).toEqual(use);
  });
});
