import type { OfferQuery, Offer } from "../../core/records/offer.ts";
import type { Market } from "../../core/ports/provider.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import type { RunpodApis } from "../apis.ts";
import type { RunpodClient } from "../transport/client.ts";
import { communityOffers } from "./community-market.ts";
import { catalogSchema, type RawGpu } from "../transport/schema.ts";
import { offersAbove } from "./cuda-floor.ts";
import { defined } from "../../core/common/defined.ts";
import { isUsable } from "./usable-gpu.ts";
import { toLevel } from "./stock-level.ts";

/** What every pod needs of its host. */
export type NewPods = { readonly minCuda: string | undefined; readonly containerDiskGib: number };

/**
 * What RunPod has in one country and cloud: of its own data centers by REST v2, of the community by GraphQL.
 */
export function createRunpodMarket({ rest, graphql }: RunpodApis, pods: NewPods): Market {
  return {
    offers: (request, signal) =>
      offersAbove(pods.minCuda, (minCuda) => {
        const query = { ...request, ...pods, minCuda };
        return request.cloud === "community"
          ? communityOffers(graphql, query, signal)
          : secureOffers(rest, query, signal);
      }),
    // Nowhere else can a community machine be asked for with a public address.
    whyNever: async (cloud, signal) =>
      cloud === "community" && (await graphql.hasEnded(signal))
        ? runpodFailures.communityRetired()
        : undefined,
  };
}

async function secureOffers(
  client: RunpodClient,
  { country, dataCenterIds, minCuda }: OfferQuery & NewPods,
  signal: AbortSignal,
): Promise<readonly Offer[]> {
  const query = {
    include: "AVAILABILITY",
    product: "POD",
    count: "1",
    cloud: "SECURE",
    // Whoever names data centers has said where it is to be.
    ...(dataCenterIds === undefined ? { countryCodes: country.toUpperCase() } : {}),
    ...defined({ minCudaVersion: minCuda }),
  };
  const request = { method: "GET", path: "/catalog/gpus", query, isRepeatable: true } as const;
  const { gpus } = await client.read(request, catalogSchema, signal);
  return gpus.flatMap((gpu) => (gpu?.secure === true && isUsable(gpu) ? [toOffer(gpu)] : []));
}

/** Without a data center that has it, it counts as not to be had: nothing else keeps the pod in the country. */
function toOffer(gpu: RawGpu): Offer {
  const places = (gpu.dataCenters ?? []).filter((place) => toLevel(place.availability) !== "none");
  return {
    gpuId: gpu.id,
    gpuName: gpu.name,
    memoryGib: gpu.memory,
    cloud: "secure",
    usdPerHour: gpu.price.secure,
    availability: places.length === 0 ? "none" : toLevel(gpu.availability),
    dataCenterIds: places.map(({ id }) => id),
  };
}
