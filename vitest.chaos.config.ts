import { defineConfig } from "vitest/config";

const MINUTE_MS = 60_000;

/** What kills real processes: Linux and root. Two files at a time, because most of it is waiting for what comes back by itself. */
export default defineConfig({
  test: {
    name: "chaos",
    include: ["test/chaos/**/*.chaos.ts"],
    globalSetup: ["test/setup/contracts.ts", "test/chaos/support/prepare.ts"],
    setupFiles: ["test/setup/leaks.ts", "test/setup/guarded-kill.ts"],
    expect: { poll: { timeout: MINUTE_MS } },
    testTimeout: 8 * MINUTE_MS,
    hookTimeout: 5 * MINUTE_MS,
    maxWorkers: 2,
  },
});
