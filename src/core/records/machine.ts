import type { ProviderPodId, TeamId, VolumeId } from "./ids.ts";

export type Address = { readonly host: string; readonly port: number };

/** A pod as its provider describes it at one moment. */
export type ListedPod = {
  readonly providerPodId: ProviderPodId;
  readonly name: string;
  /** The name that labelpod made it under, where the provider remembers that; anybody can rename it. */
  readonly madeAs?: string;
  readonly status: "provisioning" | "running" | "stopped" | "error" | "gone";
  readonly usdPerHour: number;
  readonly gpuName?: string;
  /** The provider's id of it, as in an offer. */
  readonly gpuId?: string;
  /** A pod can be started without any. */
  readonly gpuCount?: number;
  readonly cloud?: Cloud;
  readonly dataCenterId?: string;
  /** ISO 3166-1 alpha-2, where only that is told of its place. */
  readonly country?: string;
  /** Of its container, in GiB. */
  readonly containerDiskGib?: number;
  /** The network volume that it has in place of a disk of its own. */
  readonly volumeId?: VolumeId;
  /** Whose it is, where labelpod made it and the provider remembers that. */
  readonly teamId?: TeamId;
  /** How long its container has been up: stays near 0 while that crashes again and again. */
  readonly uptimeMs?: number;
  /** Whether its container was started, which comes after its image was pulled; absent where that is not told. */
  readonly isContainerUp?: boolean;
  /** Absent until the machine runs and its addresses are known. */
  readonly machine?: Machine;
};

/** How a running pod is spoken to; it changes with each start. */
export type Machine = {
  readonly providerPodId: ProviderPodId;
  /** Start of this run at the provider, ISO 8601 or any other text that changes with each start. */
  readonly startId: string;
  readonly shell: Address;
  /** Where people reach MONAI Label. */
  readonly api: Address;
  /** The provider's HTTPS proxy for this pod, where people reach it by that. */
  readonly proxyUrl?: string;
  /** Where MONAI Label has to listen on the pod to be reached there. */
  readonly listen: Address;
  /** The folder that outlives a stop, absolute. */
  readonly workspace: string;
  /** Where its watchdog looks for its lease, absolute and outside of the workspace; absent on a pod that has no watchdog. */
  readonly leaseFile?: string;
};

/** Whether the provider has it up or coming up, and so charges for it. */
export function isUp({ status }: ListedPod): boolean {
  return status === "running" || status === "provisioning";
}

/** Whether its container is up, as far as its provider tells it: a machine is called running, and billed, before that. */
export function hasContainer({ status, isContainerUp = true }: ListedPod): boolean {
  return status === "running" && isContainerUp;
}

/** A provider's own data centers, or machines of others that it passes on. */
export type Cloud = "secure" | "community";

/** The key by which a machine's SSH server is known in this start of it. */
export type HostKey = {
  /** As `ssh-keygen -l` prints it: `SHA256:…`. */
  readonly fingerprint: string;
  /** Whether it stood in the pod's own log at its provider; else it is the first one that was seen. */
  readonly isChecked: boolean;
};
