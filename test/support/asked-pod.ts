import { newPod, type NewPod } from "../../src/core/pods/change-pod.ts";
import type { StartingPod } from "../../src/core/records/pod.ts";
import { defaultSettings } from "../../src/core/records/settings.ts";

const { cloud, country, models, studies, usePretrained, access } = defaultSettings;

const wanted: NewPod = {
  id: "k1",
  teamId: "main",
  instanceId: "test",
  provider: "memory",
  request: { cloud, country, models, studies, usePretrained, access },
  askedBy: { platform: "web", id: "ada", name: "Ada" },
  bootId: "life-1",
};

/** The record right after a `/pod up` at that moment. */
export function askedPod(nowMs: number): StartingPod {
  return newPod(wanted, nowMs);
}
