import type { PodSpec } from "../../core/records/offer.ts";
import type { ListedPod } from "../../core/records/machine.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import { volumeFailures } from "../../core/words/volume.ts";
import type { RunpodClient } from "../transport/client.ts";
import type { HttpReply } from "../transport/http.ts";
import { type ReadPod, workspace } from "./read-pod.ts";
import { minCudaOf } from "../market/cuda-floor.ts";
import { type ContainerDeps, toContainer } from "./pod-container.ts";
import { isNotFound, isRefused, saysNoCapacity, toFailure } from "../transport/refusals.ts";
import { defined } from "../../core/common/defined.ts";
import { podSchema } from "../transport/schema.ts";

/** A create takes longer than other calls and is never sent twice. */
export const createMs = 30_000;

export type CreateDeps = ContainerDeps & { readonly client: RunpodClient; readonly readPod: ReadPod };

/**
 * The pod as it was made, which need not be where it was asked for: RunPod calls its `dataCenterIds` preferred.
 * @throws NoCapacityError, NotPermittedError, UnknownCreateError, or UserFacingError when it is certain that there is no new pod
 */
export async function createPod(deps: CreateDeps, spec: PodSpec, signal: AbortSignal): Promise<ListedPod> {
  signal.throwIfAborted();
  const body = toBody(deps, spec);
  const request = { method: "POST", path: "/pods", body, timeoutMs: createMs, isRepeatable: false } as const;
  const reply = await sent(deps.client.exchange(request, signal));
  if (saysNoCapacity(reply)) throw runpodFailures.noCapacity();
  if (isRefused(reply)) throw isVolumeGone(reply, spec) ? volumeFailures.gone() : toFailure(reply);
  const parsed = podSchema.safeParse(reply.body);
  if (!parsed.success) throw runpodFailures.createUnknown();
  return deps.readPod(parsed.data);
}

/** From the moment of sending on, an abort or a lost answer leaves open whether the pod exists. @throws UnknownCreateError */
export async function sent(exchange: Promise<HttpReply>): Promise<HttpReply> {
  try {
    return await exchange;
  } catch (error) {
    throw runpodFailures.createUnknown(error);
  }
}

/** What else a create names is no thing of the account's. */
function isVolumeGone(reply: HttpReply, { networkVolumeId }: PodSpec): boolean {
  return networkVolumeId !== undefined && isNotFound(reply, "volume");
}

function toBody(deps: CreateDeps, spec: PodSpec): Record<string, unknown> {
  const { name, offer, containerDiskGib } = spec;
  return {
    name,
    ...toContainer(deps, spec),
    cloud: offer.cloud.toUpperCase(),
    // The count has a default in the contract only: without it no machine matches (runpod/runpod-mcp, 2026-08-04).
    gpu: { id: offer.gpuId, count: 1, ...defined({ minCudaVersion: minCudaOf(offer, deps.minCuda) }) },
    ...(offer.dataCenterIds.length === 0 ? {} : { dataCenterIds: offer.dataCenterIds }),
    disk: containerDiskGib,
    mounts: toMounts(spec),
    startSsh: true,
  };
}

/** What outlives a stop: a disk on the pod's host, or a network volume in its place. */
function toMounts({ volumeGib, networkVolumeId: volumeId }: PodSpec): Record<string, unknown> {
  if (volumeId === undefined) return { persistent: { size: volumeGib, path: workspace } };
  return { network: [{ volumeId, path: workspace }] };
}
