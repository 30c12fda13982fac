import type { Offer } from "./offer.ts";
import type { PodWishes } from "./pod.ts";

export type GpuRules = { readonly minMemoryGib: number; readonly favouriteGpus: readonly string[] };

/**
 * Offers that fit, in the order to try them: the favourites first, then the cheapest, the better stocked before others.
 * A wished GPU is matched by id or by a part of its name and may be small; a MIG slice is only taken when named.
 */
export function chooseGpu(offers: readonly Offer[], wishes: PodWishes, rules: GpuRules): readonly Offer[] {
  return offers
    .filter(
      (offer) => offer.cloud === wishes.cloud && offer.availability !== "none" && fits(offer, wishes, rules),
    )
    .toSorted(
      (a, b) => rank(a, rules) - rank(b, rules) || a.usdPerHour - b.usdPerHour || stock(b) - stock(a),
    );
}

function fits(offer: Offer, wishes: PodWishes, rules: GpuRules): boolean {
  if (wishes.gpus !== undefined) return wishes.gpus.some((gpu) => isNamed(offer, gpu));
  // The team's own machine is taken as it is.
  if (offer.usdPerHour === 0) return true;
  return offer.memoryGib >= rules.minMemoryGib && !/\bMIG\b/i.test(`${offer.gpuId} ${offer.gpuName}`);
}

function isNamed(offer: Offer, wish: string): boolean {
  const wanted = wish.toLowerCase();
  const isSlice = /\bmig\b/i.test(offer.gpuId) && !wanted.includes("mig");
  return !isSlice && (offer.gpuId.toLowerCase() === wanted || offer.gpuName.toLowerCase().includes(wanted));
}

function rank(offer: Offer, rules: GpuRules): number {
  const place = rules.favouriteGpus.indexOf(offer.gpuId);
  return place === -1 ? rules.favouriteGpus.length : place;
}

function stock(offer: Offer): number {
  return ["none", "low", "medium", "high"].indexOf(offer.availability);
}
