import { isSlice, namedBy } from "./gpu-names.ts";
import type { Offer } from "../records/offer.ts";
import type { PodRequest } from "../records/pod-request.ts";
import type { Settings } from "../records/settings.ts";

export type GpuRules = Pick<Settings, "minMemoryGib" | "favouriteGpus">;

/** The place of an offer in the order to try them; undefined where it doesn't fit. */
type Rank = (offer: Offer) => number | undefined;

/**
 * Offers that fit, in the order to try them: wished GPUs as they were named, others the favourites first; of each the cheapest,
 * the surer to run the image, and the better stocked before others. A wished GPU may be small; a MIG slice is only taken when named.
 */
export function chooseGpu(offers: readonly Offer[], request: PodRequest, rules: GpuRules): readonly Offer[] {
  const rankOf = request.gpus === undefined ? byMemory(request, rules) : byName(request.gpus, offers);
  return offers
    .map((offer) => (isOwnMachine(offer) ? offer : within(offer, request)))
    .filter((offer) => isToBeHad(offer, request))
    .flatMap((offer) => {
      const rank = rankOf(offer);
      return rank === undefined ? [] : [{ offer, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank || compareOffers(a.offer, b.offer))
    .map(({ offer }) => offer);
}

/** Those of the wished names that none of the offers has, sold out or not. */
export function unlistedNames(offers: readonly Offer[], { gpus = [] }: PodRequest): readonly string[] {
  return gpus.filter((gpu) => !offers.some(namedBy(gpu, offers)));
}

/** The cheaper before the dearer, of those the surer to run the image, and of those the better stocked. */
export function compareOffers(a: Offer, b: Offer): number {
  return a.usdPerHour - b.usdPerHour || sureness(b) - sureness(a) || stock(b) - stock(a);
}

/** One of each kind of machine, the first. */
export function oneOfEach(offers: readonly Offer[]): readonly Offer[] {
  return offers.filter(
    ({ gpuId, cloud }, index) =>
      !offers.slice(0, index).some((other) => other.gpuId === gpuId && other.cloud === cloud),
  );
}

/** The team's own machine, which costs nothing and stands in no data center, is taken as it is. */
function isOwnMachine({ usdPerHour, dataCenterIds }: Offer): boolean {
  return usdPerHour === 0 && dataCenterIds.length === 0;
}

/** The offer in none but the wished data centers. */
function within(offer: Offer, { dataCenterIds: wished }: PodRequest): Offer {
  if (wished === undefined) return offer;
  const dataCenterIds = offer.dataCenterIds.filter((id) => wished.includes(id));
  return { ...offer, dataCenterIds, ...(dataCenterIds.length === 0 ? { availability: "none" } : {}) };
}

function isToBeHad({ cloud, availability, usdPerHour }: Offer, request: PodRequest): boolean {
  const { maxUsdPerHour = Number.POSITIVE_INFINITY } = request;
  return cloud === request.cloud && availability !== "none" && usdPerHour <= maxUsdPerHour;
}

function byName(gpus: readonly string[], offers: readonly Offer[]): Rank {
  const wished = gpus.map((gpu) => namedBy(gpu, offers));
  return (offer) => {
    const place = wished.findIndex((isNamed) => isNamed(offer));
    return place === -1 ? undefined : place;
  };
}

function byMemory({ minMemoryGib: wished }: PodRequest, { minMemoryGib, favouriteGpus }: GpuRules): Rank {
  return (offer) => {
    const isEnough = offer.memoryGib >= (wished ?? minMemoryGib) && !isSlice(offer);
    if (!isEnough && !isOwnMachine(offer)) return undefined;
    const place = favouriteGpus.indexOf(offer.gpuId);
    return place === -1 ? favouriteGpus.length : place;
  };
}

function sureness({ minCuda }: Offer): number {
  return minCuda === undefined ? 0 : 1;
}

function stock(offer: Offer): number {
  return ["none", "low", "medium", "high"].indexOf(offer.availability);
}
