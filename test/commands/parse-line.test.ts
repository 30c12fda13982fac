import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Command } from "../../src/commands/define.ts";
import { commands } from "../../src/commands/index.ts";
import { parseLine, writeLine } from "../../src/commands/parse-line.ts";
import { parseOptions } from "../../src/commands/parse-options.ts";
import { UserFacingError } from "../../src/core/errors.ts";

const words = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
const optionNames = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const values = fc.string({ minLength: 1, maxLength: 100, unit: "binary" });

test("parseLine() reads back what writeLine() wrote, whatever the values hold", () => {
  fc.assert(
    fc.property(words, words, fc.dictionary(optionNames, values, { maxKeys: 3 }), (group, name, given) => {
      const line = { path: [group, name], options: new Map(Object.entries(given)) } as const;

      expect(parseLine(writeLine(line))).toEqual(line);
    }),
  );
});

test.each([
  ["", ["labelpod", "help"], {}],
  ["/pod", ["pod", "help"], {}],
  ["  Pod   UP  gpu:L4 ", ["pod", "up"], { gpu: "L4" }],
  ['pod up gpu:"RTX 4090"', ["pod", "up"], { gpu: "RTX 4090" }],
  [String.raw`train deepedit name:"a\"b\\c"`, ["train", "deepedit"], { name: String.raw`a"b\c` }],
  ["pod up studies:https://pacs:8042/dicom-web", ["pod", "up"], { studies: "https://pacs:8042/dicom-web" }],
])("parseLine() reads “%s”", (text, path, options) => {
  expect(parseLine(text)).toEqual({ path, options: new Map(Object.entries(options)) });
});

/** Texts that come close to commands, and any others. */
const lines = fc.oneof(
  fc.string({ maxLength: 1_100, unit: "binary" }),
  fc
    .tuple(
      fc.constantFrom(...commands.map(({ path }) => path.join(" "))),
      fc.array(fc.tuple(fc.constantFrom("epochs", "name", "idle", "for", "studies", "models", "x"), values)),
    )
    .map(([path, given]) => [path, ...given.map(([name, value]) => `${name}:${value}`)].join(" ")),
);

function read(command: Command, text: string): unknown {
  try {
    return parseOptions(command, parseLine(text).options);
  } catch (error) {
    return error;
  }
}

test("parseLine() and parseOptions() throw nothing but sentences, for any text and any command", () => {
  fc.assert(
    fc.property(lines, fc.constantFrom(...commands), (text, command) => {
      const result = read(command, text);

      expect(result instanceof Error && !(result instanceof UserFacingError)).toBe(false);
    }),
  );
});

test("parseOptions() takes no text with control characters, line ends or halves of characters", () => {
  const podUp = commands.find(({ path }) => path.join(" ") === "pod up");
  if (podUp === undefined) throw new Error("there is such a command");

  for (const text of ["a\u0000", "a\nb", "a\u2028b", "a\u0085", "\uD83D"])
    expect(() => parseOptions(podUp, new Map([["gpu", text]]))).toThrow("takes one line");
});
