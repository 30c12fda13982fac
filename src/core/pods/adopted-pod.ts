import { podIdOf } from "../records/ids.ts";
import { beginStop, closed, finishStop } from "./change-stop.ts";
import type { Use } from "../records/use.ts";
import type { PodMemo, TimesLeft } from "../records/lease.ts";
import { atFirstStep } from "../records/step.ts";
import {
  type KeptOfPod,
  type StartingPod,
  type StoppedPod,
  type StoppingPod,
  withRun,
} from "../records/pod.ts";
import { isUp, type ListedPod } from "../records/machine.ts";
import type { PodRequest } from "../records/pod-request.ts";
import type { Person } from "../records/text.ts";
import { defined } from "../common/defined.ts";

export type Adoption = Pick<KeptOfPod, "id" | "teamId" | "provider" | "request"> & {
  readonly bootId: string;
};

/** Nobody is known to have asked for it. */
const nobody: Person = { platform: "web", id: "labelpod", name: "labelpod" };

/**
 * The record of a pod that the provider lists under this instance's name and that the store knows nothing of.
 * Its number of the run can't be one that was there before, or its keys would be those of before.
 */
export function adopted(listed: ListedPod, adoption: Adoption, nowMs: number): StartingPod | StoppedPod {
  const pod = foundUp(listed, adoption, nowMs);
  return isUp(listed) ? pod : closed(finishStop(pod, nowMs));
}

function foundUp(listed: ListedPod, { bootId, ...adoption }: Adoption, nowMs: number): StartingPod {
  const { name, providerPodId, usdPerHour, containerDiskGib } = listed;
  const told = { name, providerPodId, usdPerHour, ...defined({ containerDiskGib }) };
  const pod = { ...adoption, ...told, askedBy: nobody, isAdopted: true } as const;
  const number = Math.floor(nowMs / 1000);
  const run = { number, startedAtMs: nowMs, trainings: 0, bootId, ...atFirstStep(nowMs) };
  return { ...pod, phase: "starting", run };
}

/** The same of a second pod of its team, which has no place and is stopped: its id is the provider's, and it looks for no memo. */
export function adoptedDuplicate(listed: ListedPod, adoption: Adoption, nowMs: number): StoppingPod {
  const { isAdopted: _, ...pod } = foundUp(listed, { ...adoption, id: podIdOf(listed.providerPodId) }, nowMs);
  return beginStop(pod, { reason: "duplicate" }, nowMs);
}

/** The request with the disk that the pod has: its own, or a network volume, which fixes its place and cloud too. */
export function withDiskOf(request: PodRequest, { volumeId, dataCenterId }: ListedPod): PodRequest {
  const { volumeId: _, ...rest } = request;
  if (volumeId === undefined) return rest;
  const place = dataCenterId === undefined ? {} : { dataCenterIds: [dataCenterId] };
  return { ...rest, cloud: "secure", volumeId, ...place };
}

/** What the pod itself remembers of its record, or of the record of before, where a command has made a new one. */
export function recalled(
  pod: StartingPod,
  found: PodMemo | TimesLeft | undefined,
  nowMs: number,
): StartingPod {
  if (found !== undefined && "limitS" in found) return withTimes(pod, found, nowMs);
  return pod.run.isTakenOver === true ? withPromises(pod, found) : withRecord(pod, found);
}

/** How long it was to be kept, at most with a use that was as good as that; and its longest life, which nothing renews. */
function withTimes(found: StartingPod, { keepS, limitS }: TimesLeft, nowMs: number): StartingPod {
  const { isAdopted: _, ...pod } = found;
  const keepUntilMs = nowMs + Math.round(keepS * 1000);
  const limitAtMs = nowMs + Math.round(limitS * 1000);
  const isKept = keepS > 0 && pod.run.use === undefined;
  const lastUseAtMs = pod.run.startedAtMs;
  return withRun(pod, {
    policy: { limitAtMs, ...pod.run.policy },
    ...(isKept ? { use: useOf({ lastUseAtMs, keepUntilMs }) } : {}),
  });
}

/** The request is that of the command; how long the pod was to be kept, and who may open it, was promised to others. */
function withPromises(pod: StartingPod, memo: PodMemo | undefined): StartingPod {
  if (memo === undefined || memo.podId === pod.id) return pod;
  const { policy, sshKeys, use } = memo;
  const wanted = withRun(pod, {
    ...(policy === undefined ? {} : { policy: { ...policy, ...pod.run.policy } }),
    ...(use === undefined || pod.run.use !== undefined ? {} : { use: useOf(use) }),
  });
  return sshKeys === undefined || pod.sshKeys !== undefined
    ? wanted
    : { ...wanted, sshKeys: { wished: sshKeys } };
}

function withRecord(pod: StartingPod, memo: PodMemo | undefined): StartingPod {
  const { isAdopted: _, ...rest } = pod;
  if (memo === undefined) return rest;
  const { askedBy, request, run, restarts, rotations, policy, sshKeys, use } = memo;
  return {
    ...rest,
    askedBy,
    request,
    ...defined({ restarts, sshKeys: sshKeys && { wished: sshKeys } }),
    run: { ...pod.run, ...run, ...defined({ rotations, policy, use: use && useOf(use) }) },
  };
}

/** Its state is unknown until the pod is read again. */
function useOf(use: NonNullable<PodMemo["use"]>): Use {
  return { ...use, readAtMs: use.lastUseAtMs, state: "unknown" };
}
