import type { TeamId, VolumeId } from "./ids.ts";
import type { LeaseTerms } from "./lease-terms.ts";
import type { Access, PodRequest } from "./pod-request.ts";
import type { Cloud } from "./machine.ts";
import type { Stop } from "./pod-end.ts";

/** What of the request a provider is asked for; the others choose among what it offers. */
export type OfferQuery = Pick<PodRequest, "cloud" | "country" | "dataCenterIds" | "minDownloadMbps">;

/** One kind of machine that a provider offers now. */
export type Offer = {
  readonly gpuId: string;
  readonly gpuName: string;
  readonly memoryGib: number;
  readonly cloud: Cloud;
  readonly usdPerHour: number;
  readonly availability: "none" | "low" | "medium" | "high";
  readonly dataCenterIds: readonly string[];
  /** The CUDA version that the driver of its host has at least, such as "12.8"; absent: any. */
  readonly minCuda?: string;
};

/** What is asked of a provider in one create call. */
export type PodSpec = {
  readonly name: string;
  readonly teamId: TeamId;
  readonly offer: Offer;
  readonly access: Access;
  /** Where it may be; the offer's data centers count before that. */
  readonly country: string;
  readonly minDownloadMbps?: number;
  readonly containerDiskGib: number;
  /** Of its own disk; there is none with a network volume. */
  readonly volumeGib: number;
  readonly networkVolumeId?: VolumeId;
  /** What its watchdog begins with, at this start and at each later one. */
  readonly lease: LeaseTerms;
};

/** A machine that could not be had, or was given up at once. */
export type Attempt = {
  readonly gpuName: string;
  readonly cloud: Cloud;
  readonly usdPerHour: number;
  /** As in its offer. */
  readonly minCuda?: string;
  readonly atMs: number;
  /** Where the machine was, as far as that was told. */
  readonly dataCenterId?: string;
  /** What the machine has cost; absent where none was rented, and in records of older versions. */
  readonly usd?: number;
  readonly outcome:
    | "no-capacity"
    | "not-permitted"
    | "host-full"
    | "elsewhere"
    | "other-gpu"
    | "no-gpu"
    | "no-container"
    | "no-address"
    | "unreached"
    | "too-dear"
    | "other-cloud";
};

/** Why a machine is given up, since when, and whether its disk goes with it. */
export type GivenUp = {
  readonly outcome: Attempt["outcome"];
  readonly sinceMs: number;
  readonly volume: Stop["volume"];
  /** Where it is, as far as that was told. */
  readonly dataCenterId?: string;
};

/** What could be had instead of what was wished, each with the command that does it. */
export type Alternatives = {
  readonly offers: readonly { readonly offer: Offer; readonly commandLine: string }[];
  /** The same request again, with the patience to wait. */
  readonly waitLine: string;
};

const hadNone: ReadonlySet<Attempt["outcome"]> = new Set(["no-capacity", "not-permitted", "host-full"]);

const slow: ReadonlySet<Attempt["outcome"]> = new Set(["no-container", "no-address", "unreached"]);

/** Whether this shows only after minutes that are paid for: the machine is billed, and does not get ready. */
export function isSlowOutcome(outcome: Attempt["outcome"]): boolean {
  return slow.has(outcome);
}

/** Machines that were had and did not do; a search that goes on for long remembers those alone. */
export function givenUp(attempts: readonly Attempt[]): readonly Attempt[] {
  return attempts.filter(({ outcome }) => !hadNone.has(outcome));
}
