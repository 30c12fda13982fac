import { choosingFailures, foundTitle } from "../../../src/core/words/choosing.ts";
import { runpodFailures } from "../../../src/core/words/runpod.ts";
import { samplePod } from "../sample-pod.ts";
import { tried } from "./tried.ts";
import type { Troubles } from "./trouble.ts";

/** While a machine is looked for and rented. */
export const rentingTroubles: Troubles = {
  "no-capacity": {
    happens: "It has none free of the GPU that is tried first, told as problem+json.",
    does: "Rents the next one.",
    reads: { words: tried("no-capacity") },
    bills: 1,
  },
  "no-capacity-plain": {
    happens: "The same, told as `{error}`.",
    does: "The same.",
    reads: { words: tried("no-capacity") },
    bills: 1,
  },
  "no-capacity-anywhere": {
    happens: "It has none free of all that were wished.",
    does: "Tries each in turn, then offers what is free instead.",
    reads: { failure: choosingFailures.noneFree() },
    bills: 0,
  },
  "no-capacity-for-a-while": {
    happens: "The same, and one becomes free later.",
    does: "Asks each minute after `/pod up wait:2h`, rents that one and tells who waits.",
    reads: { words: foundTitle(samplePod) },
    bills: 1,
  },
  "placed-elsewhere": {
    happens: "It puts a pod into another place than asked for.",
    does: "Deletes that pod at once and rents the next GPU.",
    reads: { words: tried("elsewhere") },
    bills: 1,
  },
  "container-never-starts": {
    happens: "A new pod is RUNNING and billed, and its container never starts.",
    does: "Deletes that pod after ten minutes, a community one after fifteen, and rents the next GPU.",
    reads: { words: tried("no-container") },
    bills: 1,
  },
  forbidden: {
    happens: "403: the key may rent none of the GPUs that were wished.",
    does: "Tries each in turn.",
    reads: { failure: choosingFailures.notPermitted() },
    bills: 0,
  },
  "insufficient-balance": {
    happens: "402: too little money for an hour of the pod.",
    does: "Rents nothing.",
    reads: { failure: runpodFailures.noMoney() },
    bills: 0,
  },
  "insufficient-balance-plain": {
    happens: "400 in place of 402, with the text of it.",
    does: "Rents nothing.",
    reads: { failure: runpodFailures.noMoney() },
    bills: 0,
  },
  "server-error": {
    happens: "500 or 502 to a create.",
    does: "Looks for the pod by its name for a minute, then rents anew.",
    reads: "nothing",
    bills: 1,
  },
  hung: {
    happens: "It never answers a create.",
    does: "The same.",
    reads: "nothing",
    bills: 1,
  },
  truncated: {
    happens: "Half an answer to a create.",
    does: "Finds the pod by its name and goes on with it.",
    reads: "nothing",
    bills: 1,
  },
  "answer-lost": {
    happens: "The answer to a create is lost, and the pod bills.",
    does: "The same: there is one pod.",
    reads: "nothing",
    bills: 1,
  },
};
