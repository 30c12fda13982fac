import { runpodFailures } from "../../../src/core/words/runpod.ts";
import type { Troubles } from "./trouble.ts";

/** Whatever is asked for. */
export const answerTroubles: Troubles = {
  unauthorized: {
    happens: "401: it does not know the key.",
    does: "Rents nothing.",
    reads: { failure: runpodFailures.badKey() },
    bills: 0,
  },
  blocked: {
    happens: "403 of Cloudflare, which stands before it: `error code: 1010`.",
    does: "Rents nothing.",
    reads: { failure: runpodFailures.blocked() },
    bills: 0,
  },
  gone: {
    happens: "410: REST v2 is retired.",
    does: "Rents nothing.",
    reads: { failure: runpodFailures.retired() },
    bills: 0,
  },
  "too-large": {
    happens: "413: the request is too large.",
    does: "Rents nothing.",
    reads: { failure: runpodFailures.tooLarge() },
    bills: 0,
  },
  unprocessable: {
    happens: "422: it finds the request faulty.",
    does: "Rents nothing.",
    reads: { failure: runpodFailures.invalid() },
    bills: 0,
  },
  "rate-limited": {
    happens: "429: too many requests.",
    does: "Waits as long as it says, then goes on.",
    reads: "nothing",
    bills: 1,
  },
};
