// TS2375: a next run that begins with what was known of the one before
import type { StartingPod, StoppedPod } from "../../src/core/records/pod.ts";

export function again(pod: StoppedPod): StartingPod {
  return { ...pod, phase: "starting", run: { ...pod.run, number: pod.run.number + 1 } };
}
