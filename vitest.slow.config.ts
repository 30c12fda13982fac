import { defineConfig } from "vitest/config";

/** The tests that start many programs: as the fast ones they need no root and nothing installed beside the packages. */
export default defineConfig({
  test: {
    name: "slow",
    include: ["test/**/*.slow.ts"],
    globalSetup: ["test/setup/contracts.ts"],
    setupFiles: ["test/setup/leaks.ts", "test/setup/guarded-kill.ts"],
    // Most of a test's time is spent waiting for a process: no core has to be kept free.
    maxWorkers: "100%",
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
