import { ok, type Answer } from "./answer.ts";
import { asTimes, MONTH_HOURS, overlapHours, readBillingQuery, type Window } from "./billing-windows.ts";
import type { BillingInterval, PodRecord } from "./pod-record.ts";

/** Source: runpod/docs pods/pricing.mdx. */
const DISK_USD_PER_GIB_MONTH = { container: 0.1, volumeRunning: 0.1, volumeStopped: 0.2 };

type Amounts = { gpuAmount: number; cpuAmount: number; diskAmount: number; totalAmount: number };
const NOTHING: Amounts = { gpuAmount: 0, cpuAmount: 0, diskAmount: 0, totalAmount: 0 };

/** `GET /billing/pods`: a record per pod and bucket. */
export function listPodBilling(pods: readonly PodRecord[], query: URLSearchParams, nowMs: number): Answer {
  const { shown, buckets } = readBillingQuery(query, nowMs);
  const podId = query.get("podId");
  const records = pods
    .filter(({ id }) => podId === null || podId === id)
    .flatMap((pod) => buckets.flatMap((bucket) => recordOf(pod, bucket, nowMs)));
  return ok({
    records,
    metadata: {
      query: { ...shown, podId },
      recordCount: records.length,
      uniquePodCount: new Set(records.map((record) => record.podId)).size,
      totals: records.reduce<Amounts>(add, NOTHING),
    },
  });
}

function recordOf(pod: PodRecord, bucket: Window, nowMs: number): (Amounts & { podId: string })[] {
  const amounts = podAmounts(pod, bucket, nowMs);
  return amounts.totalAmount === 0 ? [] : [{ ...asTimes(bucket), podId: pod.id, ...amounts }];
}

/** What a pod has cost in a time. */
export function podAmounts(pod: PodRecord, window: Window, nowMs: number): Amounts {
  const upHours = pod.intervals.reduce((sum, interval) => sum + overlapHours(interval, window, nowMs), 0);
  const { terminatedAtMs } = pod;
  const life: BillingInterval = {
    fromMs: pod.createdAtMs,
    ...(terminatedAtMs === undefined ? {} : { toMs: terminatedAtMs }),
  };
  const usd = pod.placement.usdPerHour * upHours;
  const diskAmount = diskUsd(pod, upHours, overlapHours(life, window, nowMs) - upHours);
  const isGpu = pod.settings.gpu !== undefined;
  return {
    gpuAmount: isGpu ? usd : 0,
    cpuAmount: isGpu ? 0 : usd,
    diskAmount,
    totalAmount: usd + diskAmount,
  };
}

function diskUsd({ settings }: PodRecord, upHours: number, downHours: number): number {
  const { container, volumeRunning, volumeStopped } = DISK_USD_PER_GIB_MONTH;
  const volumeGib = settings.mounts?.persistent?.size ?? 0;
  const perMonth =
    upHours * ((settings.disk ?? 20) * container + volumeGib * volumeRunning) +
    downHours * volumeGib * volumeStopped;
  return perMonth / MONTH_HOURS;
}

function add(sum: Amounts, next: Amounts): Amounts {
  return {
    gpuAmount: sum.gpuAmount + next.gpuAmount,
    cpuAmount: sum.cpuAmount + next.cpuAmount,
    diskAmount: sum.diskAmount + next.diskAmount,
    totalAmount: sum.totalAmount + next.totalAmount,
  };
}
