import type { Offer } from "../../core/records/offer.ts";

const levels: Readonly<Record<string, Offer["availability"]>> = {
  LOW: "low",
  MEDIUM: "medium",
  HIGH: "high",
};

/** REST says `HIGH`, GraphQL `High`; whatever else it says, nothing can be counted on. */
export function toLevel(text = ""): Offer["availability"] {
  return levels[text.toUpperCase()] ?? "none";
}
