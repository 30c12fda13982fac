import { newPod } from "../../src/core/pods/change-pod.ts";
import type { Pod } from "../../src/core/records/pod.ts";
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
export const samplePod: Pod = {
  ...fresh,
  providerPodId: "7h9k2m4n6p",
  run: { ...fresh.run, upAtMs: 30_000, liveAtMs: 60_000 },
};
