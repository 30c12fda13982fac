import { z } from "zod";
import { withCuda } from "./host-cuda.ts";
import { factsOf, type DataCenterStock } from "./stock.ts";

/** What GraphQL lets one ask of a host, in a price as in a create; the least of CPU, memory and disk is taken and has no effect. */
export const hostFilters = z.object({
  countryCode: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullish(),
  supportPublicIp: z.boolean().nullish(),
  minDownload: z.number().nullish(),
  minUpload: z.number().nullish(),
  minDisk: z.number().nullish(),
  minMemoryInGb: z.number().nullish(),
  minVcpuCount: z.number().nullish(),
  minCudaVersion: z.string().nullish(),
  dataCenterId: z.string().nullish(),
});
export type HostFilters = z.infer<typeof hostFilters>;

const USUAL_MBPS = 1_000;

export function isFit(place: DataCenterStock, filters: HostFilters): boolean {
  const { countryCode, supportPublicIp, minDownload, minCudaVersion, dataCenterId } = filters;
  return (
    (countryCode ?? factsOf(place.id).country) === factsOf(place.id).country &&
    (supportPublicIp !== true || place.hasPublicIp !== false) &&
    (minDownload ?? 0) <= (place.downloadMbps ?? USUAL_MBPS) &&
    withCuda([place], minCudaVersion ?? undefined).length > 0 &&
    (dataCenterId ?? place.id) === place.id
  );
}
