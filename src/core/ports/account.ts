import type { ProviderPodId, VolumeId } from "../records/ids.ts";
import type { Balance } from "../records/ledger.ts";
import type { NetworkVolume, VolumeRequest } from "../records/volume.ts";

/** The network volumes of one account; every call may throw a `UserFacingError`. */
export type Volumes = {
  /** All of the account, other people's too. */
  list(signal: AbortSignal): Promise<readonly NetworkVolume[]>;
  /** Data centers that can hold one. */
  places(signal: AbortSignal): Promise<readonly string[]>;
  /** One of that name is there once, however often it is called. @throws UnknownCreateError (wait before trying again: it may be hidden) */
  create(wished: VolumeRequest, signal: AbortSignal): Promise<NetworkVolume>;
  /** It only ever grows; to the size that it has is no error. */
  grow(id: string, sizeGib: number, signal: AbortSignal): Promise<NetworkVolume>;
  /** With all that is on it; deleting one that is gone is no error, one that a pod has is. */
  remove(id: string, signal: AbortSignal): Promise<void>;
};

/** What a pod, or a network volume, was charged for in some time. */
export type Charge = {
  readonly of: { readonly providerPodId: ProviderPodId } | { readonly volumeId: VolumeId };
  readonly fromMs: number;
  readonly toMs: number;
  /** All of it, its disk included. */
  readonly usd: number;
  readonly diskUsd: number;
};

/** What the account has and was charged for. */
export type Billing = {
  /** Undefined where the provider does not tell it, or no longer. */
  balance(signal: AbortSignal): Promise<Balance | undefined>;
  /** By days of UTC; the newest may be incomplete. @param fromMs start of a day of UTC */
  charges(fromMs: number, signal: AbortSignal): Promise<readonly Charge[]>;
};

/** USD per GB and month of 30.44 days. */
export type StoragePrices = {
  /** Of a pod that is up: its container's disk and its volume. */
  readonly running: number;
  /** Of the volume of a pod that is stopped. */
  readonly stopped: number;
  readonly networkVolume: number;
  /** Of what a network volume has beyond so much. */
  readonly largeNetworkVolume?: { readonly aboveGib: number; readonly usd: number };
};

/** What a network volume costs a month. */
export function networkVolumeUsdPerMonth(sizeGib: number, prices: StoragePrices): number {
  const { networkVolume, largeNetworkVolume: large } = prices;
  const dearGib = Math.min(sizeGib, large?.aboveGib ?? sizeGib);
  return dearGib * networkVolume + (sizeGib - dearGib) * (large?.usd ?? 0);
}
