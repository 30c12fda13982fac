import { runpodFailures } from "../../../src/core/words/runpod.ts";
import { tried } from "./tried.ts";
import type { Troubles } from "./trouble.ts";

/** While a machine of the community is looked for and rented, by GraphQL. */
export const communityTroubles: Troubles = {
  "no-capacity-graphql": {
    happens: "Its community has none free of the GPU that is tried first.",
    does: "Rents the next one.",
    reads: { words: tried("no-capacity", "community") },
    bills: 1,
  },
  "graphql-error": {
    happens: "An error without a meaning to the create of a community machine.",
    does: "Looks for the pod by its name for a minute, then rents anew.",
    reads: "nothing",
    bills: 1,
  },
  "community-answer-lost": {
    happens: "The answer to the create of a community machine is lost, and the pod bills.",
    does: "Finds the pod by its name and goes on with it.",
    reads: "nothing",
    bills: 1,
  },
  "without-public-address": {
    happens: "A community machine comes without a public address, although it was asked for.",
    does: "Deletes that pod after five minutes and rents the next GPU.",
    reads: { words: tried("no-address", "community") },
    bills: 1,
  },
  "located-in": {
    happens: "A community machine is in another country than asked for.",
    does: "Deletes that pod at once and rents the next GPU.",
    reads: { words: tried("elsewhere", "community") },
    bills: 1,
  },
  "community-retired": {
    happens: "410 by GraphQL: community machines can't be asked for any more.",
    does: "Refuses the command, or ends the search; the secure cloud stays as it is.",
    reads: { failure: runpodFailures.communityRetired() },
    bills: 0,
  },
};
