// TS2379: a pod's id at its provider in place of labelpod's own
import type { PodId, ProviderPodId } from "../../src/core/records/ids.ts";

function stop(podId: PodId): void {
  void podId;
}

export function swapped(providerPodId: ProviderPodId): void {
  stop(providerPodId);
}
