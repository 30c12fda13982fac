import type { Plant } from "./plant.ts";

/** Of machines that are billed and don't get ready, and of money that nobody tells. */
export const landingPlants: readonly Plant[] = [
  {
    name: "waits-for-ever-for-a-container",
    what: "a machine that never starts its container is waited for as long as the step may take",
    file: "src/core/market/landing.ts",
    text: "landing.tookMs < landing.limitMs",
    bug: "!landing.isContainerUp || landing.tookMs < landing.limitMs",
  },
  {
    name: "a-pull-is-no-address",
    what: "an image that is still pulled is taken for a machine without an address",
    file: "src/core/market/landing.ts",
    text: "const limitMs = containerMs[offer?.cloud ?? pod.request.cloud];",
    bug: "const limitMs = (void containerMs, void offer, addressMs);",
  },
  {
    name: "balance-is-not-asked-for",
    what: "nobody hears that the balance is told no more",
    file: "src/jobs/money/watch-balance.ts",
    text: "if (told?.unknown !== undefined)",
    bug: "if (told?.unknown?.isOver === true)",
  },
];
