import type { Offer, PodSpec } from "../../src/core/records/offer.ts";

/** A small pod as it is asked of a provider. */
export function podSpec(name: string, offer: Offer): PodSpec {
  return {
    name,
    teamId: "main",
    offer,
    access: "http",
    country: "US",
    containerDiskGib: 1,
    volumeGib: 1,
    lease: { leaseS: 1800, idleS: 4500, keepS: 0, limitS: 43_200 },
  };
}
