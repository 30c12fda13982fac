import { defineConfig } from "oxlint";
import { importRules } from "./lint/imports.ts";
import { timeAndEnvironmentRules } from "./lint/time-and-environment.ts";

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "promise", "node", "vitest"],
  jsPlugins: ["./lint/no-new-date.ts"],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  ignorePatterns: ["node_modules", "src/chat/web/page/**", "test/must-not-compile/**", "contracts", ".venv"],
  categories: { correctness: "error", suspicious: "error", perf: "error", pedantic: "error" },
  rules: {
    "max-lines": ["error", { max: 200 }],
    "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
    "max-params": ["error", { max: 3 }],
    "func-style": ["error", "declaration", { allowArrowFunctions: true }],
    "no-console": "error",
    "no-empty": "error",
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
    "unicorn/no-process-exit": "error",
    "unicorn/prefer-node-protocol": "error",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-default-export": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/explicit-module-boundary-types": "error",
    "typescript/consistent-type-definitions": ["error", "type"],
    "typescript/consistent-type-imports": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/await-thenable": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/no-unsafe-type-assertion": "error",
    "typescript/no-unnecessary-condition": "error",
    // What an AbortSignal gives as its reason is thrown on as it is.
    "typescript/only-throw-error": ["error", { allowThrowingAny: true, allowThrowingUnknown: true }],
    "typescript/prefer-promise-reject-errors": [
      "error",
      { allowThrowingAny: true, allowThrowingUnknown: true },
    ],
    "typescript/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    // Cutting text by code points is meant.
    "typescript/no-misused-spread": ["error", { allow: ["string"] }],
    "typescript/return-await": "error",
    // Off: each asks for a habit that costs this code more than it gives.
    "import/max-dependencies": "off",
    "max-classes-per-file": "off",
    "no-await-in-loop": "off",
    "no-inline-comments": "off",
    "no-underscore-dangle": "off",
    "oxc/no-map-spread": "off",
    "require-await": "off",
    "require-unicode-regexp": "off",
    "sort-vars": "off",
    "typescript/consistent-return": "off",
    // Factories return plain objects whose functions use no this.
    "typescript/unbound-method": "off",
    "typescript/prefer-readonly-parameter-types": "off",
    "typescript/require-await": "off",
    "typescript/strict-boolean-expressions": "off",
    "typescript/strict-void-return": "off",
    "unicorn/no-array-callback-reference": "off",
    "unicorn/no-useless-undefined": "off",
  },
  overrides: [
    ...importRules,
    ...timeAndEnvironmentRules,
    {
      files: ["src/main.ts", "src/say.ts", "src/demo.ts", "scripts/**", "bench/**"],
      rules: { "no-console": "off" },
    },
    // It ends the process, whatever is still open in it.
    { files: ["src/main.ts"], rules: { "unicorn/no-process-exit": "off" } },
    // It reads a file that npm has written.
    { files: ["scripts/complete-lock.ts"], rules: { "typescript/no-unsafe-assignment": "off" } },
    {
      files: ["bin/*.cjs"],
      rules: {
        "typescript/no-require-imports": "off",
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-type-assertion": "off",
        "unicorn/prefer-module": "off",
        "unicorn/prefer-top-level-await": "off",
      },
    },
    {
      files: ["test/**"],
      rules: {
        "max-lines": ["error", { max: 300 }],
        "max-lines-per-function": "off",
        "max-nested-callbacks": "off",
        // Matchers such as expect.any() and parsed JSON are of type any.
        "typescript/no-unsafe-assignment": "off",
        "vitest/no-conditional-in-test": "off",
        // Test names say what a function does; the hook in which a resource is made says nothing more.
        "vitest/no-hooks": "off",
      },
    },
    { files: ["*.config.ts", "lint/no-new-date.ts"], rules: { "import/no-default-export": "off" } },
  ],
});
