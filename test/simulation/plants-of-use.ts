import type { Plant } from "./plant.ts";

/** Who uses a pod, and what becomes of a stop when somebody comes back. */
export const usePlants: readonly Plant[] = [
  {
    name: "asking-is-use",
    what: "who only asks how the pod is keeps it up",
    file: "src/commands/dispatch.ts",
    text: 'return card.outcome !== "failed" && (typeof rule === "boolean" ? rule : rule(options));',
    bug: 'return void rule, void options, card.outcome !== "failed";',
  },
  {
    name: "late-use-is-lost",
    what: "a use that the store did not answer for is forgotten (found by this simulation)",
    file: "src/commands/dispatch.ts",
    text: "lateUses.note(teamId, atMs);",
    bug: "",
  },
];
