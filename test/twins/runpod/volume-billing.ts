import { ok, type Answer } from "./answer.ts";
import { asTimes, MONTH_HOURS, overlapHours, readBillingQuery, type Window } from "./billing-windows.ts";
import type { VolumeRecord } from "./network-volumes.ts";

/** Source: runpod/docs pods/pricing.mdx; that of the high-performance ones is "dearer", and made up here. */
const USD_PER_GIB_MONTH = { STANDARD: 0.07, aboveTebibyte: 0.05, HIGH_PERFORMANCE: 0.14 };
const TEBIBYTE = 1_000;

type Amounts = { standardAmount: number; highPerformanceAmount: number; totalAmount: number };

/** `GET /billing/network-volumes`: a record per volume and bucket. */
export function listVolumeBilling(
  volumes: readonly VolumeRecord[],
  query: URLSearchParams,
  nowMs: number,
): Answer {
  const { shown, buckets } = readBillingQuery(query, nowMs);
  const networkVolumeId = query.get("networkVolumeId");
  const records = volumes
    .filter(({ id }) => networkVolumeId === null || networkVolumeId === id)
    .flatMap((volume) =>
      buckets
        .map((bucket) => ({
          ...asTimes(bucket),
          networkVolumeId: volume.id,
          ...volumeAmounts(volume, bucket, nowMs),
        }))
        .filter(({ totalAmount }) => totalAmount > 0),
    );
  return ok({
    records,
    metadata: {
      query: { ...shown, networkVolumeId },
      recordCount: records.length,
      uniqueNetworkVolumeCount: new Set(records.map((record) => record.networkVolumeId)).size,
      totals: records.reduce<Amounts>(add, { standardAmount: 0, highPerformanceAmount: 0, totalAmount: 0 }),
    },
  });
}

/** What a volume has cost in a time, by each of its sizes. */
export function volumeAmounts(volume: VolumeRecord, window: Window, nowMs: number): Amounts {
  const { sizes, type, deletedAtMs } = volume;
  const totalAmount = sizes.reduce((sum, { gib, fromMs }, index) => {
    const toMs = sizes[index + 1]?.fromMs ?? deletedAtMs;
    const hours = overlapHours({ fromMs, ...(toMs === undefined ? {} : { toMs }) }, window, nowMs);
    return sum + (hours * usdPerMonth(gib, type)) / MONTH_HOURS;
  }, 0);
  const isStandard = type === "STANDARD";
  return {
    standardAmount: isStandard ? totalAmount : 0,
    highPerformanceAmount: isStandard ? 0 : totalAmount,
    totalAmount,
  };
}

/** From a terabyte on, what goes beyond it is cheaper. */
function usdPerMonth(gib: number, type: VolumeRecord["type"]): number {
  if (type === "HIGH_PERFORMANCE") return gib * USD_PER_GIB_MONTH.HIGH_PERFORMANCE;
  const dearGib = Math.min(gib, TEBIBYTE);
  return dearGib * USD_PER_GIB_MONTH.STANDARD + (gib - dearGib) * USD_PER_GIB_MONTH.aboveTebibyte;
}

function add(sum: Amounts, next: Amounts): Amounts {
  return {
    standardAmount: sum.standardAmount + next.standardAmount,
    highPerformanceAmount: sum.highPerformanceAmount + next.highPerformanceAmount,
    totalAmount: sum.totalAmount + next.totalAmount,
  };
}
