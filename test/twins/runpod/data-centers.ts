import { ok, problem, Refusal, type Answer } from "./answer.ts";
import { DATA_CENTERS, type DataCenterFacts, type GpuStock } from "./stock.ts";

/** `GET /catalog/datacenters`, with its filters, and stock per place on request. */
export function listDataCenters(stock: readonly GpuStock[], query: URLSearchParams): Answer {
  const describe = describer(stock, query);
  return ok({ dataCenters: DATA_CENTERS.filter((facts) => isWanted(facts, query)).map(describe) });
}

/** `GET /catalog/datacenters/{id}`. @throws Refusal 404 */
export function showDataCenter(stock: readonly GpuStock[], id: string, query: URLSearchParams): Answer {
  const facts = DATA_CENTERS.find((place) => place.id === id);
  if (facts === undefined) throw new Refusal(problem(404, "data center not found"));
  return ok(describer(stock, query)(facts));
}

/** Values of the regions are alternatives, those of the volumes' types all have to be there. No place here has a certificate. */
function isWanted({ region, volumeTypes, globalNetwork }: DataCenterFacts, query: URLSearchParams): boolean {
  const regions = query.get("regions")?.split(",") ?? [region];
  const types: readonly string[] = volumeTypes;
  const wished = query.get("networkVolumeTypes")?.split(",") ?? [];
  const wishedNetwork = query.get("globalNetwork") ?? String(globalNetwork);
  return (
    regions.includes(region) &&
    wished.every((type) => types.includes(type)) &&
    wishedNetwork === String(globalNetwork) &&
    !query.has("compliance")
  );
}

type Describe = (facts: DataCenterFacts) => Record<string, unknown>;

function describer(stock: readonly GpuStock[], query: URLSearchParams): Describe {
  const include = query.get("include")?.split(",") ?? [];
  return ({ id, region, globalNetwork, volumeTypes }) => {
    const gpus = include.includes("GPU_AVAILABILITY") ? gpusIn(stock, id) : [];
    return {
      id,
      name: id,
      region,
      globalNetwork,
      networkVolumeTypes: volumeTypes,
      compliance: [],
      ...(gpus.length === 0 ? {} : { gpuAvailability: gpus }),
    };
  };
}

/** Hosts of the community lie in no data center. */
function gpusIn(stock: readonly GpuStock[], dataCenterId: string): Record<string, unknown>[] {
  return stock.flatMap((gpu) =>
    gpu.dataCenters
      .filter(({ id, cloud }) => id === dataCenterId && cloud === "SECURE")
      .map(({ availability }) => ({ id: gpu.id, name: gpu.name, availability })),
  );
}
