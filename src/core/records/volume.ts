import type { PodId, TeamId, VolumeId } from "./ids.ts";
import type { Person } from "./text.ts";

/** A disk in one data center that outlives pods. */
export type NetworkVolume = {
  readonly id: VolumeId;
  readonly name: string;
  readonly sizeGib: number;
  readonly dataCenterId: string;
  /** Of a faster and dearer kind, whose price is not known. */
  readonly isFast?: true;
};

/** What is wished of a new one. */
export type VolumeRequest = Pick<NetworkVolume, "name" | "sizeGib" | "dataCenterId">;

/** A change of a network volume that somebody has confirmed. */
export type VolumeOrder = {
  readonly id: string;
  readonly teamId: TeamId;
  readonly provider: string;
  /** As people call it. */
  readonly name: string;
  readonly change: VolumeChange;
  readonly by: Person;
  readonly askedAtMs: number;
  /** By which key its person saw what there is; absent in orders of an older version. */
  readonly key?: string;
};

export type VolumeChange =
  | { readonly kind: "create"; readonly wish: VolumeRequest }
  | { readonly kind: "grow"; readonly volumeId: VolumeId; readonly sizeGib: number }
  | { readonly kind: "delete"; readonly volumeId: VolumeId };

/** Who has a network volume: a pod that works on it, or would at its next start. */
export type VolumeUse =
  | { readonly kind: "none" }
  | { readonly kind: "own"; readonly podId: PodId }
  | { readonly kind: "other" };
