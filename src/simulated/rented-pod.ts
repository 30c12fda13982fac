import type { PodSpec } from "../core/records/offer.ts";
import type { ListedPod, Machine } from "../core/records/machine.ts";
import type { Oddity } from "./odd-machines.ts";
import { defined } from "../core/common/defined.ts";

/** A pod of the twin; what it is doing follows from the time. */
export type RentedPod = {
  readonly number: number;
  readonly spec: PodSpec;
  readonly runs: number;
  readonly startedAtMs: number;
  readonly stopAskedAtMs?: number;
  readonly oddity: Oddity;
  /** By somebody in the provider's console. */
  readonly renamed?: string;
  /** When its container was last started again by itself, and how often the provider took that for another start. */
  readonly container?: { readonly startedAtMs: number; readonly newStarts: number };
};

/** From a start to running, and from asking for a stop to stopped. */
export type PodTimes = { readonly startMs: number; readonly stopMs: number };

export function podIdOf({ number }: RentedPod): string {
  return `memory-${number}`;
}

export function describePod(pod: RentedPod, nowMs: number, times: PodTimes): ListedPod {
  const status = statusOf(pod, nowMs, times);
  const { spec, oddity } = pod;
  const { offer } = spec;
  const { gpuCount = 1, gpuId = offer.gpuId, dataCenterId = offer.dataCenterIds[0], hasAddress } = oddity;
  const listed = {
    providerPodId: podIdOf(pod),
    name: pod.renamed ?? spec.name,
    madeAs: spec.name,
    status,
    usdPerHour: offer.usdPerHour,
    gpuName: offer.gpuName,
    gpuId,
    gpuCount,
    teamId: spec.teamId,
    containerDiskGib: spec.containerDiskGib,
    cloud: oddity.cloud ?? offer.cloud,
    ...defined({ dataCenterId, volumeId: spec.networkVolumeId }),
  };
  if (status !== "running") return listed;
  const pulledAtMs = pod.startedAtMs + times.startMs + (oddity.pullMs ?? 0);
  if (nowMs < pulledAtMs) return { ...listed, isContainerUp: false };
  const upSinceMs = Math.max(pulledAtMs, pod.container?.startedAtMs ?? 0);
  const machine = hasAddress === false ? {} : { machine: machineOf(pod) };
  return { ...listed, uptimeMs: nowMs - upSinceMs, ...machine };
}

function statusOf(pod: RentedPod, nowMs: number, { startMs, stopMs }: PodTimes): ListedPod["status"] {
  if (pod.stopAskedAtMs !== undefined && nowMs >= pod.stopAskedAtMs + stopMs) return "stopped";
  return nowMs >= pod.startedAtMs + startMs ? "running" : "provisioning";
}

/** Its address is from the range that is kept for examples (RFC 5737), and its ports change with each start. */
function machineOf(pod: RentedPod): Machine {
  const host = `203.0.113.${(pod.number % 254) + 1}`;
  return {
    providerPodId: podIdOf(pod),
    startId: `start-${pod.runs}${".again".repeat(pod.container?.newStarts ?? 0)}`,
    shell: { host, port: 10_000 + 2 * pod.runs },
    api: { host, port: 10_001 + 2 * pod.runs },
    listen: { host: "0.0.0.0", port: 8000 },
    workspace: "/workspace",
    leaseFile: "/opt/labelpod/lease.json",
    ...(pod.spec.access === "proxy" ? { proxyUrl: `https://${podIdOf(pod)}-8000.proxy.example.net` } : {}),
  };
}
