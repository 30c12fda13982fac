import { execFileSync } from "node:child_process";
import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, it } from "vitest";
import { quote } from "../../src/ssh/quote.ts";

const text = oneof(
  string({ unit: "binary" }),
  string({ unit: constantFrom("'", '"', "\\", "$", "`", "\n", " ", "!", "*", "~", "a") }),
);
const withoutNul = text.filter((candidate) => !candidate.includes("\0") && candidate.isWellFormed());

it("a POSIX shell reads the line back as exactly the same texts", () => {
  assert(
    property(array(withoutNul, { minLength: 1, maxLength: 6 }), (argv) => {
      const line = `printf '%s\\0' ${quote(argv)}`;

      const stdout = execFileSync("sh", ["-c", line], { encoding: "utf8" });

      expect(stdout.split("\0").slice(0, -1)).toEqual(argv);
    }),
    { numRuns: 150 },
  );
});

it("a NUL character is refused", () => {
  expect(() => quote(["echo", "a\0b"])).toThrow(expect.objectContaining({ code: "nul-character" }));
});
