import { NoCapacityError } from "../../src/core/common/errors.ts";
import type { Offer } from "../../src/core/records/offer.ts";
import type { SimulatedTeam } from "../support/simulated-team.ts";

export const taken = new NoCapacityError("runpod-no-capacity", "It was just taken.");

export function sellOut(team: SimulatedTeam, isSoldOut: (offer: Offer) => boolean = () => true): void {
  const { stock } = team.app.provider;
  stock.splice(
    0,
    stock.length,
    ...stock.map((offer): Offer => (isSoldOut(offer) ? { ...offer, availability: "none" } : offer)),
  );
}

/** What is rented where: nothing in secret, and nothing twice. */
export function rentedGpus(team: SimulatedTeam): readonly (string | undefined)[] {
  return team.app.provider.listed().map(({ gpuName }) => gpuName);
}
