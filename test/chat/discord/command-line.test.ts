import * as fc from "fast-check";
import { expect, test } from "vitest";
import { writeCommandLine } from "../../../src/chat/discord/command-line.ts";
import { parseLine } from "../../../src/commands/line/parse-line.ts";

test("writeCommandLine() writes the line that somebody would type", () => {
  const options = [
    { name: "gpu", value: "RTX 4090" },
    { name: "idle", value: "90m" },
    { name: "pretrained", value: true },
  ];

  const line = writeCommandLine("pod", [{ name: "up", options }]);

  expect(line).toBe('pod up gpu:"RTX 4090" idle:90m pretrained:true');
});

test("writeCommandLine() is read back as it was given, whatever the value", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "binary" }), (value) => {
      const line = writeCommandLine("train", [{ name: "deepedit", options: [{ name: "name", value }] }]);

      expect(parseLine(line)).toEqual({
        path: ["train", "deepedit"],
        words: [{ kind: "option", name: "name", value }],
      });
    }),
  );
});
