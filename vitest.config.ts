import { defineConfig } from "vitest/config";

/** The fast tests: no root, no network beyond loopback, nothing installed beside the packages, few processes. */
export default defineConfig({
  test: {
    name: "unit",
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup/contracts.ts"],
    setupFiles: ["test/setup/leaks.ts", "test/setup/guarded-kill.ts"],
    // One process for many files: a new one for each took as long again as the tests in it.
    isolate: false,
    // Part of a test's time is spent waiting for a socket or a process: no core has to be kept free.
    maxWorkers: "100%",
    // A process or a socket may take its time on a busy machine; a second, the default, is too short for that.
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
