import type { Offer } from "../../src/core/records/offer.ts";
import type { SimulatedTeam } from "../support/simulated-team.ts";

export const other = { gpuId: "NVIDIA RTX A4000" } as const;

/** Only kinds of this name are free; the others are in no data center, as RunPod tells them. */
export function sellOutBut({ app }: SimulatedTeam, gpuName: string): void {
  const { stock } = app.provider;
  const left = stock.map((offer): Offer => {
    return offer.gpuName === gpuName
      ? { ...offer, availability: "high", dataCenterIds: ["US-TX-3"] }
      : { ...offer, availability: "none", dataCenterIds: [] };
  });
  stock.splice(0, stock.length, ...left);
}
