import type { OxlintOverride } from "oxlint";

const CLOCK = "Time comes through the Clock port; only src/system/clock.ts reads it.";
const CONFIG = "Settings come from src/config/read-config.ts, the only reader of process.env.";

const environment = { object: "process", property: "env", message: CONFIG };
const time = [
  { object: "Date", property: "now", message: CLOCK },
  { object: "performance", property: "now", message: CLOCK },
  { object: "AbortSignal", property: "timeout", message: CLOCK },
];
const timers = ["setTimeout", "setInterval", "setImmediate"].map((name) => ({ name, message: CLOCK }));

export const timeAndEnvironmentRules: OxlintOverride[] = [
  {
    files: ["src/**/*.ts"],
    rules: {
      "no-restricted-properties": ["error", environment, ...time],
      "no-restricted-globals": ["error", { globals: timers, checkGlobalObject: true }],
      "labelpod/no-new-date": "error",
    },
  },
  {
    files: ["src/system/clock.ts"],
    rules: {
      "no-restricted-properties": ["error", environment],
      "no-restricted-globals": "off",
      "labelpod/no-new-date": "off",
    },
  },
  { files: ["src/config/read-config.ts"], rules: { "no-restricted-properties": ["error", ...time] } },
];
