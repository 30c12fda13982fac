// TS2375: a live pod whose machine is not known
import type { LivePod, StartingPod } from "../../src/core/records/pod.ts";

export function live(pod: StartingPod): LivePod {
  return { ...pod, phase: "live", run: { ...pod.run, liveAtMs: 1 } };
}
