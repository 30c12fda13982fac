import type { VolumeId } from "./ids.ts";
import type { Cloud } from "./machine.ts";

/** How people reach MONAI Label: directly, in the clear or by TLS with the pod's own certificate, or by the provider's HTTPS proxy. */
export type Access = "http" | "https" | "proxy";

/** What `/pod up` asked for; the defaults are in `settings.ts`. */
export type PodRequest = {
  /** GPUs by their provider's id or by name, in the order to try them; absent: any with enough memory, the favourites first. */
  readonly gpus?: readonly string[];
  /** The least memory of a GPU that is not named; absent: the setting. */
  readonly minMemoryGib?: number;
  readonly cloud: Cloud;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The only data centers that it may run in; absent: all of the country. */
  readonly dataCenterIds?: readonly string[];
  /** The most that a GPU may cost an hour; absent: any price. */
  readonly maxUsdPerHour?: number;
  /** Mbit/s, of community machines; absent: any speed. */
  readonly minDownloadMbps?: number;
  /** The network volume that it works on, in place of a disk on its host. */
  readonly volumeId?: VolumeId;
  readonly models: readonly string[];
  /** A DICOMweb URL, an absolute folder on the pod, or `synthetic`. */
  readonly studies: string;
  readonly usePretrained: boolean;
  readonly access: Access;
};
