import type { Billing, Charge, StoragePrices } from "../../core/ports/account.ts";
import type { Balance } from "../../core/records/ledger.ts";
import { UserFacingError } from "../../core/common/errors.ts";
import type { Pods } from "../../core/ports/provider.ts";
import { podBillingSchema, volumeBillingSchema } from "./schema.ts";
import type { RunpodClient } from "../transport/client.ts";
import type { RunpodGraphql } from "../graphql/graphql.ts";
import { readPages } from "../transport/read-pages.ts";

/**
 * Source: runpod/docs pods/pricing.mdx and storage/network-volumes.mdx, where a month is not defined. Those of a
 * high-performance network volume are higher and not told there.
 */
export const runpodStoragePrices: StoragePrices = {
  running: 0.1,
  stopped: 0.2,
  networkVolume: 0.07,
  largeNetworkVolume: { aboveGib: 1_000, usd: 0.05 },
};

type Deps = {
  readonly client: RunpodClient;
  readonly graphql: Pick<RunpodGraphql, "balance">;
  readonly pods: Pick<Pods, "list">;
};

/** What a RunPod account was charged for, by REST v2, and what it has, by GraphQL. */
export function createRunpodBilling({ client, graphql, pods }: Deps): Billing {
  return {
    async balance(signal) {
      const told = await orUntold(graphql.balance(signal));
      return told && { usdPerHour: told.usdPerHour ?? (await spendOf(pods, signal)), usd: told.usd };
    },
    async charges(fromMs, signal) {
      const query = { startTime: new Date(fromMs).toISOString(), bucketSize: "day" };
      const ofPods = await readPages(
        client,
        { path: "/billing/pods", query, schema: podBillingSchema },
        signal,
      );
      // A key may read what pods cost, and not what network volumes do.
      const ofVolumes = await orUntold(
        readPages(client, { path: "/billing/network-volumes", query, schema: volumeBillingSchema }, signal),
      );
      return [
        ...ofPods.flatMap(({ records }) => records.map(toPodCharge)),
        ...(ofVolumes ?? []).flatMap(({ records }) => records.map(toVolumeCharge)),
      ];
    },
  };
}

type PodRecord = (typeof podBillingSchema)["_output"]["records"][number];
type VolumeRecord = (typeof volumeBillingSchema)["_output"]["records"][number];

function toPodCharge({ podId, startTime, endTime, totalAmount, diskAmount }: PodRecord): Charge {
  return {
    of: { providerPodId: podId },
    fromMs: startTime,
    toMs: endTime,
    usd: totalAmount,
    diskUsd: diskAmount,
  };
}

function toVolumeCharge({ networkVolumeId, startTime, endTime, totalAmount }: VolumeRecord): Charge {
  return {
    of: { volumeId: networkVolumeId },
    fromMs: startTime,
    toMs: endTime,
    usd: totalAmount,
    diskUsd: totalAmount,
  };
}

const untold: ReadonlySet<string> = new Set(["runpod-graphql-retired", "runpod-key-forbidden"]);

/** Undefined where GraphQL is retired, or the key may not ask it. */
async function orUntold<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof UserFacingError && untold.has(error.code)) return undefined;
    throw error;
  }
}

/** What its pods cost that are up; disks of stopped ones and what else the account runs are not in it. */
async function spendOf(pods: Deps["pods"], signal: AbortSignal): Promise<Balance["usdPerHour"]> {
  const listed = await pods.list(signal);
  return listed.reduce((sum, { usdPerHour }) => sum + usdPerHour, 0);
}
