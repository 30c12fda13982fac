import { describeError } from "../core/errors.ts";
import type { PodSpec } from "../core/offer.ts";
import type { ListedPod } from "../core/pod.ts";
import type { Clock, Log } from "../core/ports.ts";
import { runpodFailures } from "../core/words/runpod.ts";
import type { RunpodClient } from "./client.ts";
import { containerArgs } from "./container-command.ts";
import type { HttpReply } from "./http.ts";
import { apiPort, type ReadPod, shellPort, workspace } from "./machine.ts";
import { isRefused, saysNoCapacity, toFailure } from "./refusals.ts";
import { podSchema } from "./schema.ts";

/** A create takes longer than other calls and is never sent twice. */
const createMs = 30_000;

export type CreateDeps = {
  readonly client: RunpodClient;
  /** Container image; it has to put `PUBLIC_KEY` to root's authorized keys, as all of RunPod's own do. */
  readonly image: string;
  readonly instanceId: string;
  /** In OpenSSH's format; whoever has its private half may log in. */
  readonly publicKey: string;
  /** What a pod stops itself with, by the key that RunPod gives it for that. */
  readonly watchdog: { readonly bundle: string; readonly apiUrl: string; readonly graphqlUrl: string };
  readonly readPod: ReadPod;
  readonly clock: Clock;
  readonly log: Log;
  remove(providerPodId: string, signal: AbortSignal): Promise<void>;
};

/** @throws NoCapacityError, UnknownCreateError, or UserFacingError when it is certain that there is no new pod */
export async function createPod(deps: CreateDeps, spec: PodSpec, signal: AbortSignal): Promise<ListedPod> {
  signal.throwIfAborted();
  return readMade(await order(deps, spec, signal), deps.readPod);
}

/** From the moment of sending on, an abort or a lost answer leaves open whether the pod exists. */
async function order(deps: CreateDeps, spec: PodSpec, signal: AbortSignal): Promise<HttpReply> {
  const body = toBody(deps, spec);
  const request = { method: "POST", path: "/pods", body, timeoutMs: createMs, isRepeatable: false } as const;
  try {
    return await deps.client.exchange(request, signal);
  } catch (error) {
    throw runpodFailures.createUnknown(error);
  }
}

function readMade(reply: HttpReply, readPod: ReadPod): ListedPod {
  if (saysNoCapacity(reply)) throw runpodFailures.noCapacity();
  if (isRefused(reply)) throw toFailure(reply);
  const parsed = podSchema.safeParse(reply.body);
  if (!parsed.success) throw runpodFailures.createUnknown();
  return readPod(parsed.data);
}

function toBody(deps: CreateDeps, spec: PodSpec): Record<string, unknown> {
  const { name, offer, access, containerDiskGib } = spec;
  return {
    name,
    image: deps.image,
    args: containerArgs,
    cloud: offer.cloud.toUpperCase(),
    // The count has a default in the contract only: without it no machine matches (runpod/runpod-mcp, 2026-08-04).
    gpu: { id: offer.gpuId, count: 1 },
    ...(offer.dataCenterIds.length === 0 ? {} : { dataCenterIds: offer.dataCenterIds }),
    disk: containerDiskGib,
    mounts: toMounts(spec),
    ports: [`${apiPort}/${access === "proxy" ? "http" : "tcp"}`, `${shellPort}/tcp`],
    env: toVariables(deps, spec),
    startSsh: true,
  };
}

/** What outlives a stop: a disk on the pod's host, or a network volume in its place. */
function toMounts({ volumeGib, networkVolumeId: volumeId }: PodSpec): Record<string, unknown> {
  if (volumeId === undefined) return { persistent: { size: volumeGib, path: workspace } };
  return { network: [{ volumeId, path: workspace }] };
}

/** The account's own key is none of them. */
function toVariables(deps: CreateDeps, { teamId, lease }: PodSpec): Record<string, string> {
  const { instanceId, publicKey, watchdog } = deps;
  return {
    // A key given here wins over the account's keys, which `startSsh` alone would let in.
    PUBLIC_KEY: publicKey,
    LABELPOD_INSTANCE: instanceId,
    LABELPOD_TEAM: teamId,
    LABELPOD_LEASE: JSON.stringify(lease),
    LABELPOD_API_URL: watchdog.apiUrl,
    LABELPOD_GRAPHQL_URL: watchdog.graphqlUrl,
    LABELPOD_WATCHDOG: watchdog.bundle,
  };
}
