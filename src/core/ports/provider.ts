import type { ProviderPodId } from "../records/ids.ts";
import type { Billing, StoragePrices, Volumes } from "./account.ts";
import type { OfferQuery, Offer, PodSpec } from "../records/offer.ts";
import type { Access } from "../records/pod-request.ts";
import type { UserFacingError } from "../common/errors.ts";
import type { Cloud, ListedPod } from "../records/machine.ts";
import type { RemoteShell } from "./shell.ts";

/** The pods of one account; every call may throw a `UserFacingError`. */
export type Pods = {
  /** All pods of the account, other people's too. */
  list(signal: AbortSignal): Promise<readonly ListedPod[]>;
  /** Undefined when the provider says that there is no such pod. */
  get(providerPodId: ProviderPodId, signal: AbortSignal): Promise<ListedPod | undefined>;
  /** @throws NoCapacityError, UnknownCreateError (look for the name before trying again) */
  create(spec: PodSpec, signal: AbortSignal): Promise<ListedPod>;
  /** Starting one that runs is no error. @throws NoCapacityError when its host has no free GPU. */
  start(providerPodId: ProviderPodId, signal: AbortSignal): Promise<void>;
  /**
   * Asks for the stop; it counts when `get` says stopped. Stopping one that is stopped is no error.
   * A provider that can be asked in several ways takes the next one with each `attempt`. @default attempt is 0
   */
  stop(providerPodId: ProviderPodId, signal: AbortSignal, attempt?: number): Promise<void>;
  /** Deletes the pod and its volume; deleting one that is gone is no error. `attempt` as for `stop`. */
  remove(providerPodId: ProviderPodId, signal: AbortSignal, attempt?: number): Promise<void>;
};

/** What can be rented now. */
export type Market = {
  offers(request: OfferQuery, signal: AbortSignal): Promise<readonly Offer[]>;
  /**
   * Why nothing of that cloud can be had any more, whatever is free; undefined where it can be, or nobody can tell. Absent where
   * there is nothing that could end.
   */
  whyNever?(cloud: Cloud, signal: AbortSignal): Promise<UserFacingError | undefined>;
};

/** Who asks a provider that has accounts. */
export type Asker = {
  /** A mark of the API key, made with a secret: the same for as long as the key is. */
  readonly key: string;
  /** The same of the account. Undefined where the provider does not say whose key it is, or not now; only the signal's reason is thrown. */
  account(signal: AbortSignal): Promise<string | undefined>;
};

/** One place where pods come from. */
export type Provider = {
  readonly id: string;
  readonly pods: Pods;
  /** Absent where there are no accounts: what is not shown is not there. */
  readonly asker?: Asker;
  readonly market: Market;
  readonly shell: RemoteShell;
  /** The ways in which people can reach MONAI Label on its pods. */
  readonly accesses: readonly Access[];
  /** Absent where there are no network volumes. */
  readonly volumes?: Volumes;
  /** Absent where nothing is charged for. */
  readonly billing?: Billing;
  readonly storagePrices?: StoragePrices;
  /** What new pods are made from, where that is a setting. */
  readonly image?: string;
};
