import type { Use } from "../records/use.ts";
import type { PodMemo } from "../records/lease.ts";
import { firstStep } from "../records/step.ts";
import type { Pod } from "../records/pod.ts";
import { isUp, type ListedPod } from "../records/machine.ts";
import type { PodRequest } from "../records/pod-request.ts";
import type { Person } from "../records/text.ts";
import { defined } from "../common/defined.ts";

export type Adoption = Pick<Pod, "id" | "teamId" | "provider" | "request" | "bootId">;

/** Nobody is known to have asked for it. */
const nobody: Person = { platform: "web", id: "labelpod", name: "labelpod" };

/**
 * The record of a pod that the provider lists under this instance's name and that the store knows nothing of.
 * Its number of the run can't be one that was there before, or its keys would be those of before.
 */
export function adopted(listed: ListedPod, { id, ...adoption }: Adoption, nowMs: number): Pod {
  const pod: Pod = {
    ...adoption,
    id,
    name: listed.name,
    askedBy: nobody,
    phase: "starting",
    providerPodId: listed.providerPodId,
    usdPerHour: listed.usdPerHour,
    run: { number: Math.floor(nowMs / 1000), startedAtMs: nowMs, trainings: 0 },
    step: { name: firstStep, enteredAtMs: nowMs },
    stepsDone: [],
    isAdopted: true,
  };
  if (isUp(listed)) return pod;
  return { ...pod, phase: "stopped", run: { ...pod.run, endedAtMs: nowMs, isClosed: true } };
}

/** The request with the disk that the pod has: its own, or a network volume, which fixes its place and cloud too. */
export function withDiskOf(request: PodRequest, { volumeId, dataCenterId }: ListedPod): PodRequest {
  const { volumeId: _, ...rest } = request;
  if (volumeId === undefined) return rest;
  const place = dataCenterId === undefined ? {} : { dataCenterIds: [dataCenterId] };
  return { ...rest, cloud: "secure", volumeId, ...place };
}

/** What the pod itself remembers of its record, or of the record of before, where a command has made a new one. */
export function recalled(pod: Pod, memo: PodMemo | undefined): Pod {
  return pod.isTakenOver === true ? withPromises(pod, memo) : withRecord(pod, memo);
}

/** The request is that of the command; how long the pod was to be kept, and who may open it, was promised to others. */
function withPromises(pod: Pod, memo: PodMemo | undefined): Pod {
  if (memo === undefined || memo.podId === pod.id) return pod;
  const { policy, sshKeys, use } = memo;
  return {
    ...pod,
    ...(policy === undefined ? {} : { policy: { ...policy, ...pod.policy } }),
    ...(sshKeys === undefined || pod.sshKeys !== undefined ? {} : { sshKeys: { wished: sshKeys } }),
    ...(use === undefined || pod.use !== undefined ? {} : { use: useOf(use) }),
  };
}

function withRecord(pod: Pod, memo: PodMemo | undefined): Pod {
  const { isAdopted: _, ...rest } = pod;
  if (memo === undefined) return rest;
  const { askedBy, request, run, restarts, rotations, policy, sshKeys, use } = memo;
  return {
    ...rest,
    askedBy,
    request,
    run: { ...pod.run, ...run },
    ...defined({ restarts, rotations, policy }),
    ...(sshKeys === undefined ? {} : { sshKeys: { wished: sshKeys } }),
    ...(use === undefined ? {} : { use: useOf(use) }),
  };
}

/** Its state is unknown until the pod is read again. */
function useOf(use: NonNullable<PodMemo["use"]>): Use {
  return { ...use, readAtMs: use.lastUseAtMs, state: "unknown" };
}
