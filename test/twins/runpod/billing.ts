import { ok, problem, Refusal, type Answer } from "./answer.ts";
import type { BillingInterval, PodRecord } from "./pod-record.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONTH_HOURS = 730;
const DISK_USD_PER_GIB_MONTH = { container: 0.1, volumeRunning: 0.1, volumeStopped: 0.2 };

type Window = { readonly fromMs: number; readonly toMs: number };
type Amounts = { gpuAmount: number; cpuAmount: number; diskAmount: number; totalAmount: number };

/** `GET /billing/pods`: a record per pod and bucket; the twin knows buckets of an hour and of a day. */
export function listPodBilling(pods: readonly PodRecord[], query: URLSearchParams, nowMs: number): Answer {
  const bucketSize = query.get("bucketSize") ?? "day";
  if (bucketSize !== "hour" && bucketSize !== "day")
    refuse(422, "the twin serves bucketSize hour and day only");
  const bucketMs = bucketSize === "hour" ? HOUR_MS : DAY_MS;
  const window = windowOf(query, bucketMs, nowMs);
  const podId = query.get("podId");
  const records = pods
    .filter(({ id }) => podId === null || podId === id)
    .flatMap((pod) => bucketsOf(window, bucketMs).flatMap((bucket) => recordOf(pod, bucket, nowMs)));
  return ok({
    records,
    metadata: {
      query: { ...asTimes(window), bucketSize, podId },
      recordCount: records.length,
      uniquePodCount: new Set(records.map((record) => record.podId)).size,
      totals: records.reduce<Amounts>(add, { gpuAmount: 0, cpuAmount: 0, diskAmount: 0, totalAmount: 0 }),
    },
  });
}

function windowOf(query: URLSearchParams, bucketMs: number, nowMs: number): Window {
  const lastN = query.get("lastN");
  const hasTimes = query.has("startTime") || query.has("endTime");
  if (lastN !== null && hasTimes) refuse(400, "lastN and startTime/endTime are mutually exclusive");
  if (lastN !== null && !/^[1-9]\d*$/.test(lastN)) refuse(422, "lastN must be at least 1");
  const end = ceil(timeOf(query, "endTime") ?? nowMs, bucketMs);
  const start =
    lastN === null ? (timeOf(query, "startTime") ?? nowMs - 30 * DAY_MS) : end - Number(lastN) * bucketMs;
  return { fromMs: Math.floor(start / bucketMs) * bucketMs, toMs: end };
}

function timeOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) refuse(422, `${name} is no RFC 3339 time`);
  return ms;
}

function bucketsOf({ fromMs, toMs }: Window, bucketMs: number): Window[] {
  const count = Math.max(0, Math.round((toMs - fromMs) / bucketMs));
  return Array.from({ length: count }, (_, index) => ({
    fromMs: fromMs + index * bucketMs,
    toMs: fromMs + (index + 1) * bucketMs,
  }));
}

function recordOf(pod: PodRecord, bucket: Window, nowMs: number): (Amounts & { podId: string })[] {
  const upHours = pod.intervals.reduce((sum, interval) => sum + overlapHours(interval, bucket, nowMs), 0);
  const goneAtMs = pod.status === "TERMINATED" ? pod.intervals.at(-1)?.toMs : undefined;
  const life: BillingInterval = {
    fromMs: pod.createdAtMs,
    ...(goneAtMs === undefined ? {} : { toMs: goneAtMs }),
  };
  const downHours = overlapHours(life, bucket, nowMs) - upHours;
  const usd = pod.placement.usdPerHour * upHours;
  const diskAmount = diskUsd(pod, upHours, downHours);
  if (usd + diskAmount === 0) return [];
  const isGpu = pod.settings.gpu !== undefined;
  const amounts = {
    gpuAmount: isGpu ? usd : 0,
    cpuAmount: isGpu ? 0 : usd,
    diskAmount,
    totalAmount: usd + diskAmount,
  };
  return [{ ...asTimes(bucket), podId: pod.id, ...amounts }];
}

function diskUsd({ settings }: PodRecord, upHours: number, downHours: number): number {
  const { container, volumeRunning, volumeStopped } = DISK_USD_PER_GIB_MONTH;
  const volumeGib = settings.mounts?.persistent?.size ?? 0;
  const perMonth =
    upHours * ((settings.disk ?? 20) * container + volumeGib * volumeRunning) +
    downHours * volumeGib * volumeStopped;
  return perMonth / MONTH_HOURS;
}

function overlapHours({ fromMs, toMs }: BillingInterval, bucket: Window, nowMs: number): number {
  return Math.max(0, Math.min(toMs ?? nowMs, bucket.toMs) - Math.max(fromMs, bucket.fromMs)) / HOUR_MS;
}

function asTimes({ fromMs, toMs }: Window): { startTime: string; endTime: string } {
  return { startTime: new Date(fromMs).toISOString(), endTime: new Date(toMs).toISOString() };
}

function ceil(ms: number, bucketMs: number): number {
  return Math.ceil(ms / bucketMs) * bucketMs;
}

function add(sum: Amounts, next: Amounts): Amounts {
  return {
    gpuAmount: sum.gpuAmount + next.gpuAmount,
    cpuAmount: sum.cpuAmount + next.cpuAmount,
    diskAmount: sum.diskAmount + next.diskAmount,
    totalAmount: sum.totalAmount + next.totalAmount,
  };
}

function refuse(status: number, detail: string): never {
  throw new Refusal(problem(status, detail));
}
