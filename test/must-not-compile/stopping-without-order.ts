// TS2375: a pod that is being stopped by nobody, for no reason
import type { LivePod, StoppingPod } from "../../src/core/records/pod.ts";

export function stopping(pod: LivePod): StoppingPod {
  return { ...pod, phase: "stopping" };
}
