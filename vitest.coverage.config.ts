import { defineConfig, mergeConfig } from "vitest/config";
import slow from "./vitest.slow.config.ts";

/** The fast and the slow tests, for what they run of `src/` in their own processes. */
export default mergeConfig(
  slow,
  defineConfig({
    test: {
      name: "coverage",
      include: ["test/**/*.test.ts"],
      isolate: false,
      // Counting takes its time.
      testTimeout: 60_000,
      coverage: {
        enabled: true,
        provider: "v8",
        include: ["src/**/*.ts"],
        exclude: ["src/chat/web/page/**"],
        reporter: ["json-summary"],
        reportsDirectory: "coverage",
      },
    },
  }),
);
