import { ok, problem, Refusal, type Answer } from "./answer.ts";
import { cudaVersionsOf, withCuda } from "./host-cuda.ts";
import { bestAvailability, factsOf, placesOf, type CloudName, type GpuStock } from "./stock.ts";

const PRODUCTS = new Set(["POD", "CLUSTER", "SERVERLESS"]);
const NEEDS_AVAILABILITY = ["product", "count", "cloud", "countryCodes", "cudaVersions", "minCudaVersion"];

/** `GET /catalog/gpus`: stock only with `include=AVAILABILITY`, which needs `product`. */
export function listGpus(stock: readonly GpuStock[], query: URLSearchParams): Answer {
  const withStock = checkGpuQuery(query);
  const cloud: CloudName = query.get("cloud") === "COMMUNITY" ? "COMMUNITY" : "SECURE";
  const countries = query.get("countryCodes")?.split(",");
  const floor = query.get("minCudaVersion") ?? undefined;
  const gpus = stock.map((gpu) => ({ gpu, places: withCuda(placesIn(gpu, cloud, countries), floor) }));
  const shown = countries === undefined ? gpus : gpus.filter(({ places }) => places.length > 0);
  return ok({
    gpus: shown.map(({ gpu, places }) =>
      Object.assign(describeGpu(gpu), withStock ? describePlaces(places) : {}),
    ),
  });
}

function checkGpuQuery(query: URLSearchParams): boolean {
  const include = query.get("include");
  if (include !== null && include !== "AVAILABILITY") refuse(422, `include: '${include}' is not supported`);
  const misplaced = NEEDS_AVAILABILITY.find((name) => include === null && query.has(name));
  if (misplaced !== undefined) refuse(400, `${misplaced} is valid only with include=AVAILABILITY`);
  if (include === null) return false;
  const products = query.get("product")?.split(",") ?? [];
  if (products.length === 0) refuse(400, "product is required with include=AVAILABILITY");
  if (!products.every((product) => PRODUCTS.has(product)))
    refuse(422, "product is not one of POD, CLUSTER, SERVERLESS");
  checkFilters(query);
  return true;
}

function checkFilters(query: URLSearchParams): void {
  const cloud = query.get("cloud") ?? "SECURE";
  if (cloud !== "SECURE" && cloud !== "COMMUNITY") refuse(422, "cloud is not one of SECURE, COMMUNITY");
  const countries = query.get("countryCodes")?.split(",") ?? [];
  if (!countries.every((code) => /^[A-Z]{2}$/.test(code)))
    refuse(422, "countryCodes takes ISO 3166-1 alpha-2 codes in capitals");
  if (!/^[1-9]\d*$/.test(query.get("count") ?? "1")) refuse(422, "count must be at least 1");
  if (query.has("cudaVersions") && query.has("minCudaVersion"))
    refuse(400, "cudaVersions and minCudaVersion are mutually exclusive");
  if (!/^\d+(\.\d+)?$/.test(query.get("minCudaVersion") ?? "12")) refuse(422, "minCudaVersion is malformed");
}

function placesIn(
  gpu: GpuStock,
  cloud: CloudName,
  countries: readonly string[] | undefined,
): GpuStock["dataCenters"] {
  return placesOf(gpu, cloud).filter(
    ({ id }) => countries === undefined || countries.includes(factsOf(id).country),
  );
}

function describeGpu(gpu: GpuStock): Record<string, unknown> {
  const { secureUsdPerHour, communityUsdPerHour } = gpu;
  return {
    id: gpu.id,
    name: gpu.name,
    pool: null,
    manufacturer: gpu.id.startsWith("AMD") ? "AMD" : "NVIDIA",
    memory: gpu.memoryGib,
    secure: secureUsdPerHour !== undefined,
    community: communityUsdPerHour !== undefined,
    price: { secure: secureUsdPerHour ?? 0, community: communityUsdPerHour ?? 0 },
    maxCount: { secure: 8, community: 4 },
  };
}

/** The live answer may leave `dataCenters` out: it does here when there is none. */
function describePlaces(places: GpuStock["dataCenters"]): Record<string, unknown> {
  const dataCenters = places.map(({ id, availability }) => ({ id, name: id, availability }));
  return {
    availability: bestAvailability(places.map(({ availability }) => availability)),
    ...(dataCenters.length === 0 ? {} : { dataCenters }),
    cudaVersions: cudaVersionsOf(places).map((version) => ({ version, available: true })),
  };
}

function refuse(status: number, detail: string): never {
  throw new Refusal(problem(status, detail));
}
