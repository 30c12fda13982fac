import type { Plant } from "./plant.ts";

/** Bugs around the provider's key. */
export const keyPlants: readonly Plant[] = [
  {
    name: "absence-from-any-key",
    what: "a pod that the key of another account is not shown counts as gone",
    file: "src/core/pods/shown-by.ts",
    text: "if (asker === undefined) return true;",
    bug: "return true;",
  },
  {
    name: "stopped-for-any-key",
    what: "a stop is over when another account's key is not shown the pod",
    file: "src/jobs/find-machine.ts",
    text: "throw accountFailures.notShown();",
    bug: "void accountFailures;",
  },
  {
    name: "unshown-untold",
    what: "nobody hears of a pod that the key of another account is not shown",
    file: "src/jobs/reconcile/settle-unshown.ts",
    text: "for (const card of unshownCards(stored.value)) await context.chat.show(card);",
    bug: "",
  },
  {
    name: "refused-key-untold",
    what: "nobody hears that the key is refused while a pod is up",
    file: "src/core/pods/refusal.ts",
    text: "const isDue = nowMs - sinceMs >= apartMs;",
    bug: "const isDue = nowMs < sinceMs;",
  },
];
