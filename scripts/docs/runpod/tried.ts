import type { Attempt } from "../../../src/core/records/offer.ts";
import { plain } from "../../../src/core/records/text.ts";
import { attemptText } from "../../../src/core/words/choosing.ts";

const prices = { secure: 0.69, community: 0.34 };

/** What the card says of the GPU that was tried first. */
export function tried(outcome: Attempt["outcome"], cloud: Attempt["cloud"] = "secure"): string {
  const first = { gpuName: "RTX 4090", cloud, usdPerHour: prices[cloud], atMs: 0 };
  return plain(attemptText({ ...first, outcome }), String);
}
