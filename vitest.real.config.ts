import { defineConfig } from "vitest/config";

const MINUTE_MS = 60_000;

/** The tests on real parts: Linux and root, one file at a time because they share the machine's two cores. */
export default defineConfig({
  test: {
    name: "real",
    include: ["test/real/**/*.real.ts"],
    globalSetup: ["test/setup/contracts.ts"],
    setupFiles: ["test/setup/leaks.ts", "test/setup/guarded-kill.ts"],
    expect: { poll: { timeout: MINUTE_MS } },
    testTimeout: 20 * MINUTE_MS,
    hookTimeout: 10 * MINUTE_MS,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
