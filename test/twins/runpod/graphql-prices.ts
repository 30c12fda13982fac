import { z } from "zod";
import { GraphqlFault, type GraphqlField } from "./graphql-document.ts";
import { checkSelection, GPU_TYPE, project } from "./graphql-shapes.ts";
import { hostFilters, isFit, type HostFilters } from "./host-filters.ts";
import { bestAvailability, factsOf, placesOf, usdPerHourOf, type CloudName, type GpuStock } from "./stock.ts";

const typeFilter = z.strictObject({ id: z.string().nullish(), ids: z.array(z.string()).nullish() });
const priceInput = hostFilters
  .extend({ gpuCount: z.int().min(1), secureCloud: z.boolean().nullish() })
  .strict();

export type RowError = { readonly message: string; readonly path: readonly (string | number)[] };
export type Prices = {
  readonly rows: readonly Record<string, unknown>[];
  readonly errors: readonly RowError[];
};

/** `gpuTypes`: each row's price by the same filters; a price that can't be told is an error of its row. @throws GraphqlFault */
export function listPrices(stock: readonly GpuStock[], field: GraphqlField): Prices {
  checkSelection(field, GPU_TYPE);
  const wished = wishedIds(field.args["input"]);
  const price = field.fields?.find(({ name }) => name === "lowestPrice");
  const filters = priceInput.safeParse(price?.args["input"]);
  if (!filters.success && filters.error.issues.some(({ code }) => code === "unrecognized_keys"))
    throw new GraphqlFault('Field is not defined by type "GpuLowestPriceInput".', "BAD_USER_INPUT");
  const found = stock.filter(({ id }) => wished === undefined || wished.includes(id));
  const rows = found.map((gpu) => {
    const lowestPrice = filters.success ? lowest(gpu, filters.data) : null;
    return project({ ...describe(gpu), lowestPrice }, field.fields);
  });
  const isUnpriced = price !== undefined && !filters.success;
  return { rows, errors: isUnpriced ? found.map((_, index) => errorOf(index)) : [] };
}

function wishedIds(input: unknown): readonly string[] | undefined {
  const filter = typeFilter.safeParse(input ?? {});
  if (!filter.success)
    throw new GraphqlFault('Field is not defined by type "GpuTypeFilter".', "BAD_USER_INPUT");
  const { id, ids } = filter.data;
  return ids ?? (id === undefined || id === null ? undefined : [id]);
}

function errorOf(index: number): RowError {
  return {
    message: "Something went wrong. Please try again later or contact support.",
    path: ["gpuTypes", index, "lowestPrice"],
  };
}

function describe(gpu: GpuStock): Record<string, unknown> {
  const { secureUsdPerHour, communityUsdPerHour } = gpu;
  return {
    id: gpu.id,
    displayName: gpu.name,
    memoryInGb: gpu.memoryGib,
    secureCloud: secureUsdPerHour !== undefined,
    communityCloud: communityUsdPerHour !== undefined,
    securePrice: secureUsdPerHour ?? null,
    communityPrice: communityUsdPerHour ?? null,
    maxGpuCount: 8,
    maxGpuCountSecureCloud: 8,
    maxGpuCountCommunityCloud: 4,
  };
}

/** Where nothing fits, all is null. */
function lowest(
  gpu: GpuStock,
  filters: HostFilters & { readonly secureCloud?: boolean | null | undefined },
): Record<string, unknown> {
  const clouds: readonly CloudName[] =
    typeof filters.secureCloud === "boolean"
      ? [filters.secureCloud ? "SECURE" : "COMMUNITY"]
      : ["COMMUNITY", "SECURE"];
  const places = clouds
    .flatMap((cloud) => placesOf(gpu, cloud))
    .filter((place) => place.availability !== "NONE" && isFit(place, filters));
  const [first] = places;
  if (first === undefined) return {};
  const level = bestAvailability(places.map(({ availability }) => availability));
  return {
    stockStatus: level.charAt(0) + level.slice(1).toLowerCase(),
    uninterruptablePrice: usdPerHourOf(gpu, first.cloud),
    countryCode: factsOf(first.id).country,
  };
}
