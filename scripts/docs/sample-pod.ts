import { newPod } from "../../src/core/pods/change-pod.ts";
import { deletedOutside, finishStop } from "../../src/core/pods/change-stop.ts";
import { type StartingPod, withRun } from "../../src/core/records/pod.ts";
import type { PodRequest } from "../../src/core/records/pod-request.ts";
import { defaultSettings } from "../../src/core/records/settings.ts";

const { access, cloud, country, models, studies, usePretrained } = defaultSettings;
const request: PodRequest = { access, cloud, country, models, studies, usePretrained };

const fresh = newPod(
  {
    id: "k2",
    teamId: "main",
    instanceId: "i1",
    provider: "runpod",
    request,
    askedBy: { platform: "web", id: "ada", name: "Ada" },
    bootId: "b1",
  },
  0,
);

/** A pod at RunPod that was worked on, as an example in sentences that name one. */
export const samplePod: StartingPod = {
  ...withRun(fresh, { upAtMs: 30_000, liveAtMs: 60_000 }),
  providerPodId: "7h9k2m4n6p",
};

export const stoppedSample = finishStop(samplePod, 90_000);
export const goneSample = deletedOutside(samplePod, 90_000);
