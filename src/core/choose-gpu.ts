import type { Offer } from "./offer.ts";
import type { PodWishes } from "./pod.ts";
import type { Settings } from "./settings.ts";

export type GpuRules = Pick<Settings, "minMemoryGib" | "favouriteGpus">;

/**
 * Offers that fit, in the order to try them: wished GPUs as they were named, others the favourites first; of each the cheapest,
 * and the better stocked before others. A wished GPU is matched by id or by a part of its name and may be small; a MIG
 * slice is only taken when named.
 */
export function chooseGpu(offers: readonly Offer[], wishes: PodWishes, rules: GpuRules): readonly Offer[] {
  return offers
    .map((offer) => (isOwnMachine(offer) ? offer : within(offer, wishes)))
    .filter((offer) => isToBeHad(offer, wishes) && fits(offer, wishes, rules))
    .toSorted(
      (a, b) =>
        rank(a, wishes, rules) - rank(b, wishes, rules) || a.usdPerHour - b.usdPerHour || stock(b) - stock(a),
    );
}

/** The team's own machine, which costs nothing and stands in no data center, is taken as it is. */
function isOwnMachine({ usdPerHour, dataCenterIds }: Offer): boolean {
  return usdPerHour === 0 && dataCenterIds.length === 0;
}

/** The offer in none but the wished data centers. */
function within(offer: Offer, { dataCenterIds: wished }: PodWishes): Offer {
  if (wished === undefined) return offer;
  const dataCenterIds = offer.dataCenterIds.filter((id) => wished.includes(id));
  return { ...offer, dataCenterIds, ...(dataCenterIds.length === 0 ? { availability: "none" } : {}) };
}

function isToBeHad({ cloud, availability, usdPerHour }: Offer, wishes: PodWishes): boolean {
  const { maxUsdPerHour = Number.POSITIVE_INFINITY } = wishes;
  return cloud === wishes.cloud && availability !== "none" && usdPerHour <= maxUsdPerHour;
}

function fits(offer: Offer, wishes: PodWishes, { minMemoryGib }: GpuRules): boolean {
  if (wishes.gpus !== undefined) return wishes.gpus.some((gpu) => isNamed(offer, gpu));
  if (isOwnMachine(offer)) return true;
  return offer.memoryGib >= (wishes.minMemoryGib ?? minMemoryGib) && !isSlice(offer);
}

function isNamed(offer: Offer, wish: string): boolean {
  const wanted = wish.toLowerCase();
  if (isSlice(offer) && !wanted.includes("mig")) return false;
  return offer.gpuId.toLowerCase() === wanted || offer.gpuName.toLowerCase().includes(wanted);
}

/** A part of a GPU that is sold like a whole one. */
function isSlice({ gpuId, gpuName }: Offer): boolean {
  return /\bMIG\b/i.test(`${gpuId} ${gpuName}`);
}

function rank(offer: Offer, { gpus }: PodWishes, { favouriteGpus }: GpuRules): number {
  if (gpus !== undefined) return gpus.findIndex((gpu) => isNamed(offer, gpu));
  const place = favouriteGpus.indexOf(offer.gpuId);
  return place === -1 ? favouriteGpus.length : place;
}

function stock(offer: Offer): number {
  return ["none", "low", "medium", "high"].indexOf(offer.availability);
}
