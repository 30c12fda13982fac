import { expect } from "vitest";
import type { PodSpec } from "../../src/core/records/offer.ts";
import type { ListedPod } from "../../src/core/records/machine.ts";
import type { PodRequest } from "../../src/core/records/pod-request.ts";
import type { Provider } from "../../src/core/ports/provider.ts";

/** A provider of pods before its contract. */
export type PodsSubject = AsyncDisposable & {
  readonly provider: Pick<Provider, "pods" | "market">;
  /** Asks for a pod that can be had; its name is not in use. */
  readonly spec: PodSpec;
  /** Its offers are of this kind. @default what pods are by default */
  readonly request?: PodRequest;
  /** Lets the provider go on: time passes, or a little of the real one is waited for. */
  settle(): Promise<void>;
};

const never = new AbortController().signal;
const looks = 100;

/** A pod that was just made and runs. */
export async function up(subject: PodsSubject): Promise<ListedPod> {
  const { providerPodId } = await subject.provider.pods.create(subject.spec, never);
  return reach(subject, providerPodId, "running");
}

/** The pod once it has the status; a running one once its addresses are known. */
export async function reach(
  subject: PodsSubject,
  id: string,
  status: ListedPod["status"],
): Promise<ListedPod> {
  for (let look = 0; look < looks; look += 1) {
    const pod = await subject.provider.pods.get(id, never);
    if (pod?.status === status && (status !== "running" || pod.machine !== undefined)) return pod;
    await subject.settle();
  }
  throw new Error(`the pod did not come to be ${status}`);
}

export async function expectGone(subject: PodsSubject, id: string): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    const pod = await subject.provider.pods.get(id, never);
    if (pod === undefined || pod.status === "gone") break;
    await subject.settle();
  }
  const listed = await subject.provider.pods.list(never);
  const left = listed.filter((pod) => pod.providerPodId === id && pod.status !== "gone");
  expect(left).toEqual([]);
}
