// TS2375: a pod that is gone since nobody knows when
import type { GonePod, StoppedPod } from "../../src/core/records/pod.ts";

export function gone(pod: StoppedPod): GonePod {
  return { ...pod, phase: "gone" };
}
