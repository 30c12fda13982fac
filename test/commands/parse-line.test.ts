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
  const given = fc.dictionary(optionNames, fc.oneof(values, fc.constant<true>(true)), { maxKeys: 3 });
  fc.assert(
    fc.property(words, words, given, (group, name, options) => {
      const line = { path: [group, name], options: new Map(Object.entries(options)) } as const;

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
  ["pod url rotate", ["pod", "url"], { rotate: true }],
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
  fc.constantFrom("pod url rotate", "pod up gpu", "pod url rotate rotate:no", "pod url rotate:maybe"),
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

test("parseOptions() takes a bare word for yes where the option is one of yes and no, and nowhere else", () => {
  const podUrl = commands.find(({ path }) => path.join(" ") === "pod url");
  const podUp = commands.find(({ path }) => path.join(" ") === "pod up");
  if (podUrl === undefined || podUp === undefined) throw new Error("there are such commands");

  expect(parseOptions(podUrl, parseLine("pod url rotate").options)).toEqual({ rotate: true });
  expect(parseOptions(podUp, parseLine("pod up pretrained idle:2h").options)).toMatchObject({
    pretrained: true,
  });
  for (const line of ["pod up gpu", "pod up idle", "pod up nonsense", "pod up country"])
    expect(() => parseOptions(podUp, parseLine(line).options)).toThrow("options in the form name:value");
  expect(() => parseLine("pod url rotate rotate:no")).toThrow("rotate was given twice");
});
