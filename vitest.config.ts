import { defineConfig } from "vitest/config";

/** The fast tests: no root, no network beyond loopback, nothing installed beside the packages. */
export default defineConfig({
  test: {
    name: "unit",
    include: ["test/**/*.test.ts"],
    exclude: ["test/real/**", "test/stories-real/**"],
    setupFiles: ["test/setup/leaks.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
