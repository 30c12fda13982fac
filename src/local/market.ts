import type { Offer } from "../core/records/offer.ts";
import type { Market } from "../core/ports/provider.ts";
import { readGpu } from "./gpu.ts";

/** One offer: this machine, for nothing, in whichever cloud was wished for. */
export function createLocalMarket(environment: NodeJS.ProcessEnv): Market {
  return {
    async offers(request, signal) {
      const gpu = await readGpu(environment, signal);
      const offer: Offer = {
        gpuId: "this machine",
        gpuName: gpu.name,
        memoryGib: gpu.memoryGib,
        cloud: request.cloud,
        usdPerHour: 0,
        availability: "high",
        dataCenterIds: [],
      };
      return [offer];
    },
  };
}
