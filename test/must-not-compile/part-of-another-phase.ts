// TS2322: a stopped pod that is still in use
import type { StoppedPod } from "../../src/core/records/pod.ts";
import type { Use } from "../../src/core/records/use.ts";

export function stillUsed(pod: StoppedPod, use: Use): StoppedPod {
  return { ...pod, run: { ...pod.run, use } };
}
