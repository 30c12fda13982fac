import type { Offer } from "../core/offer.ts";
import type { PodWishes } from "../core/pod.ts";
import type { Market } from "../core/ports.ts";
import type { RunpodClient } from "./client.ts";
import { catalogSchema, type RawGpu } from "./schema.ts";

const levels: Readonly<Record<string, Offer["availability"]>> = {
  LOW: "low",
  MEDIUM: "medium",
  HIGH: "high",
};

/** RunPod's catalogue as it stands in one country and cloud. */
export function createRunpodMarket(client: RunpodClient): Market {
  return {
    async offers(wishes, signal) {
      const query = {
        include: "AVAILABILITY",
        product: "POD",
        count: "1",
        cloud: wishes.cloud.toUpperCase(),
        countryCodes: wishes.country.toUpperCase(),
      };
      const request = { method: "GET", path: "/catalog/gpus", query, isRepeatable: true } as const;
      const { gpus } = await client.read(request, catalogSchema, signal);
      return gpus.flatMap((gpu) => (gpu?.[wishes.cloud] === true ? [toOffer(gpu, wishes)] : []));
    },
  };
}

/** Without a data center that has it, it counts as not to be had: nothing else keeps the pod in the country. */
function toOffer(gpu: RawGpu, { cloud }: PodWishes): Offer {
  const places = (gpu.dataCenters ?? []).filter((place) => toLevel(place.availability) !== "none");
  return {
    gpuId: gpu.id,
    gpuName: gpu.name,
    memoryGib: gpu.memory,
    cloud,
    usdPerHour: gpu.price[cloud],
    availability: places.length === 0 ? "none" : toLevel(gpu.availability),
    dataCenterIds: places.map(({ id }) => id),
  };
}

function toLevel(text = ""): Offer["availability"] {
  return levels[text.toUpperCase()] ?? "none";
}
