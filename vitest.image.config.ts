import { defineConfig } from "vitest/config";

const MINUTE_MS = 60_000;

/** The container image as `.ci/image` has built it: Linux, root, a network of its own. */
export default defineConfig({
  test: {
    name: "image",
    include: ["test/image/**/*.image.ts"],
    setupFiles: ["test/setup/leaks.ts", "test/setup/guarded-kill.ts"],
    expect: { poll: { timeout: MINUTE_MS } },
    testTimeout: 2 * MINUTE_MS,
    hookTimeout: 2 * MINUTE_MS,
  },
});
