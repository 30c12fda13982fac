import type { Plant } from "./plant.ts";

/** Of warnings that nobody was shown. */
export const unseenPlants: readonly Plant[] = [
  {
    name: "unseen-warning-is-enough",
    what: "a pod is stopped although no platform took its warning",
    file: "src/core/idle/decide-idle.ts",
    text: "warning.isPutOff === true || isShownInTime(facts, warning)",
    bug: "warning.isPutOff === true || (void isShownInTime, true)",
  },
  {
    name: "put-off-for-ever",
    what: "a stop is put off for as long as no platform takes its warning",
    file: "src/core/idle/decide-idle.ts",
    text: "warning.isPutOff === true || isShownInTime(facts, warning)",
    bug: "isShownInTime(facts, warning)",
  },
  {
    name: "put-off-although-seen",
    what: "each stop is put off once, whoever has seen its warning",
    file: "src/core/idle/decide-idle.ts",
    text: "return warningShownAtMs !== undefined &&",
    bug: "return (warningShownAtMs ?? 0) < 0 &&",
  },
];
