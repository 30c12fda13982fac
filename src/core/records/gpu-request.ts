import { isSame } from "../common/is-same.ts";
import type { PodRequest } from "./pod-request.ts";

/** The part of a request that says which machine is taken. */
export type GpuRequest = Pick<
  PodRequest,
  "gpus" | "minMemoryGib" | "cloud" | "country" | "dataCenterIds" | "maxUsdPerHour" | "minDownloadMbps"
>;

/** What a team or a person has said of them; an empty list and 0 stand for any, and so take a wish of before back. */
export type GivenGpuRequest = Partial<GpuRequest>;

/** Whether both ask for the same machine. */
export function isSameMachine(one: GpuRequest, other: GpuRequest): boolean {
  return isSame(mergeGpuRequests({}, one), mergeGpuRequests({}, other));
}

/** What was given over the defaults, without what says nothing; only community machines are chosen by their speed. */
export function mergeGpuRequests(given: GivenGpuRequest, defaults: GpuRequest): GpuRequest {
  const {
    gpus = [],
    minMemoryGib = 0,
    dataCenterIds = [],
    maxUsdPerHour = 0,
    minDownloadMbps = 0,
    ...where
  } = {
    ...defaults,
    ...given,
  };
  return {
    cloud: where.cloud,
    country: where.country,
    ...(gpus.length === 0 ? {} : { gpus }),
    ...(minMemoryGib === 0 ? {} : { minMemoryGib }),
    ...(dataCenterIds.length === 0 ? {} : { dataCenterIds }),
    ...(maxUsdPerHour === 0 ? {} : { maxUsdPerHour }),
    ...(minDownloadMbps === 0 || where.cloud === "secure" ? {} : { minDownloadMbps }),
  };
}
