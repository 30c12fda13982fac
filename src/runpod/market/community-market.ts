import type { OfferQuery, Offer } from "../../core/records/offer.ts";
import { defaultSettings } from "../../core/records/settings.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import { refusalOf, toCommunityFailure } from "../graphql/community-failure.ts";
import { gpuTypesSchema, type RawGpuType } from "../graphql/schema.ts";
import { readGraphql, type RunpodGraphql } from "../graphql/graphql.ts";
import { isSuccess } from "../transport/refusals.ts";
import { isUsable } from "./usable-gpu.ts";
import { toLevel } from "./stock-level.ts";
import { defined } from "../../core/common/defined.ts";

type CommunityQuery = OfferQuery & {
  readonly minCuda: string | undefined;
  readonly containerDiskGib: number;
};

/** With the filters of a create, so that nothing is offered that a create would not be given. */
const pricing =
  "query offers($price: GpuLowestPriceInput!) { gpuTypes { id displayName memoryInGb communityCloud communityPrice lowestPrice(input: $price) { stockStatus uninterruptablePrice } } }";

/** What the community cloud has with a public address, in one country and at the wished speed. @throws UserFacingError */
export async function communityOffers(
  graphql: RunpodGraphql,
  request: CommunityQuery,
  signal: AbortSignal,
): Promise<readonly Offer[]> {
  const variables = { price: toFilters(request) };
  const question = { query: pricing, variables, purpose: "look", optional: ["communityPrice"] } as const;
  const reply = await graphql.exchange(question, signal);
  if (!isSuccess(reply) && reply.status !== 400) throw toCommunityFailure(reply);
  const { data, errors } = readGraphql(reply, gpuTypesSchema);
  const sold = (data?.gpuTypes ?? []).flatMap((gpu) =>
    gpu?.communityCloud === true && isUsable(gpu) ? [gpu] : [],
  );
  // A row may have an error of its own; when all have, the question failed.
  if (errors.length > 0 && !sold.some(isTold)) throw refusalOf(errors) ?? runpodFailures.broken();
  if (data === undefined) throw runpodFailures.unreadable();
  return sold.flatMap(toOffer);
}

const { volumeGib } = defaultSettings;

function toFilters({
  country,
  minDownloadMbps,
  minCuda,
  containerDiskGib,
}: CommunityQuery): Record<string, unknown> {
  return {
    gpuCount: 1,
    secureCloud: false,
    supportPublicIp: true,
    countryCode: country.toUpperCase(),
    minDisk: containerDiskGib + volumeGib,
    ...defined({ minDownload: minDownloadMbps, minCudaVersion: minCuda }),
  };
}

function isTold({ lowestPrice }: RawGpuType): boolean {
  return lowestPrice !== undefined;
}

/** A GPU whose price nobody tells is none that can be offered. */
function toOffer({ id, displayName, memoryInGb, communityPrice, lowestPrice }: RawGpuType): Offer[] {
  const usdPerHour = lowestPrice?.uninterruptablePrice ?? communityPrice;
  if (usdPerHour === undefined) return [];
  return [
    {
      gpuId: id,
      gpuName: displayName,
      memoryGib: memoryInGb,
      cloud: "community",
      usdPerHour,
      availability: toLevel(lowestPrice?.stockStatus),
      dataCenterIds: [],
    },
  ];
}
