import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { CommandDefinition, OptionValues } from "../../../src/commands/define.ts";
import { commands } from "../../../src/commands/index.ts";
import { parseLine, writeLine } from "../../../src/commands/line/parse-line.ts";
import { parseOptions } from "../../../src/commands/line/parse-options.ts";
import { UserFacingError } from "../../../src/core/common/errors.ts";

const hourMs = 3_600_000;
const forTime = { name: "for", summary: "How long", type: "duration", min: 1, max: 12 * hourMs } as const;
const keep: CommandDefinition = {
  path: ["pod", "keep"],
  summary: "Keeps",
  options: [
    { ...forTime, isPositional: true },
    { name: "until", summary: "Until when", type: "clock" },
    { name: "note", summary: "Why", type: "text" },
    { name: "beyond", summary: "Whether beyond", type: "boolean" },
  ],
};
const up: CommandDefinition = {
  path: ["pod", "up"],
  summary: "Starts",
  options: [forTime, ...keep.options.slice(1)],
};

function read(line: string, command = keep): OptionValues {
  return parseOptions(command, parseLine(line).words);
}

test.each<[string, OptionValues]>([
  ["pod keep", {}],
  ["pod keep 2h", { for: 2 * hourMs }],
  ["pod keep for:2h", { for: 2 * hourMs }],
  ["pod keep for 2h", { for: 2 * hourMs }],
  ["pod keep 2h beyond", { for: 2 * hourMs, beyond: true }],
  ["pod keep beyond 2h", { for: 2 * hourMs, beyond: true }],
  ["pod keep beyond:no 2h", { for: 2 * hourMs, beyond: false }],
  ["pod keep until 18:00", { until: "18:00" }],
  ["pod keep until:18:00", { until: "18:00" }],
  ["pod keep until 8:30 2h", { until: "08:30", for: 2 * hourMs }],
  ["pod keep note https://x/y", { note: "https://x/y" }],
  ['pod keep note "two words" 2h', { note: "two words", for: 2 * hourMs }],
  ["pod keep note beyond", { note: "beyond" }],
])("parseOptions() reads “%s”", (line, values) => {
  expect(read(line)).toEqual(values);
});

test.each([
  ["pod keep 2h 3h", "The option for was given twice"],
  ["pod keep 2h for:3h", "The option for was given twice"],
  ["pod keep beyond beyond:no", "The option beyond was given twice"],
  ["pod keep until:18:00 until 19:00", "The option until was given twice"],
  ["pod keep until", "options in the form name:value"],
  ["pod keep note for:2h", "options in the form name:value"],
  ["pod keep hour:2", "it takes for, until, note, beyond"],
  ["pod keep 18:00", "The option for takes a time such as 90m or 2h"],
  ["pod keep soon", "The option for takes a time such as 90m or 2h"],
  ["pod keep until 2h", "The option until takes a time of day from 0:00 to 23:59, such as 18:00."],
])("parseOptions() refuses “%s”", (line, sentence) => {
  expect(() => read(line)).toThrow(sentence);
});

test.each(["pod up 2h", "pod up soon", "pod up 18:00", "pod up until", "pod up beyond yes"])(
  "parseOptions() refuses “%s” where no value may be given without a name",
  (line) => {
    expect(() => read(line, up)).toThrow("options in the form name:value");
  },
);

test("parseOptions() reads every time of day, as HH:MM", () => {
  const numbers = fc.tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }), fc.boolean());
  fc.assert(
    fc.property(numbers, ([hour, minute, isShort]) => {
      const [hh, mm] = [`${hour}`.padStart(2, "0"), `${minute}`.padStart(2, "0")];

      expect(read(`pod keep until ${isShort ? hour : hh}:${mm}`)).toEqual({ until: `${hh}:${mm}` });
    }),
  );
});

test.each(["24:00", "18:60", "18", "1800", "6pm", "18:00:00", "-1:00", "018:00", "18:0", "１８:００"])(
  "parseOptions() takes “%s” for no time of day",
  (text) => {
    expect(() => read(`pod keep until ${text}`)).toThrow("takes a time of day");
  },
);

test("parseOptions() reads a value after its option's name as it does behind a colon", () => {
  const value = fc
    .string({ minLength: 1, maxLength: 50 })
    .filter((text) => !/^(for|until|note|beyond):|^[a-z][a-z0-9-]*:$/u.test(text));
  fc.assert(
    fc.property(value, (text) => {
      const behind = writeLine({
        path: keep.path,
        words: [{ kind: "option", name: "note", value: text }],
      });
      const apart = behind.replace("note:", "note ");

      expect([read(behind), read(apart)]).toEqual([{ note: text }, { note: text }]);
    }),
  );
});

/** Texts that come close to commands, and any others. */
const starts = fc.constantFrom("epochs", "name", "idle", "for", "until", "studies", "models", "rotate", "x");
const given = fc.tuple(starts, fc.constantFrom(":", " "), fc.string({ maxLength: 100, unit: "binary" }));
const lines = fc.oneof(
  fc.string({ maxLength: 1_100, unit: "binary" }),
  fc
    .tuple(fc.constantFrom(...[...commands, keep].map(({ path }) => path.join(" "))), fc.array(given))
    .map(([path, words]) => [path, ...words.map((parts) => parts.join(""))].join(" ")),
  fc.constantFrom("pod url rotate", "pod up gpu", "pod url rotate rotate:no", "pod url rotate:maybe"),
);

function outcome(command: CommandDefinition, text: string): unknown {
  try {
    return read(text, command);
  } catch (error) {
    return error;
  }
}

test("parseLine() and parseOptions() throw nothing but sentences, for any text and any command", () => {
  fc.assert(
    fc.property(lines, fc.constantFrom(...commands, keep), (text, command) => {
      const result = outcome(command, text);

      expect(result instanceof Error && !(result instanceof UserFacingError)).toBe(false);
    }),
  );
});

test("parseOptions() takes no text with control characters, line ends or halves of characters", () => {
  for (const value of ["a\u0000", "a\nb", "a\u2028b", "a\u0085", "\uD83D"])
    expect(() => parseOptions(keep, [{ kind: "option", name: "note", value }])).toThrow("takes one line");
});

test.each([
  [{}, 300],
  [{ maxLength: 900 }, 900],
])("parseOptions() takes a text of %o up to %i characters, all in one line", (limit, length) => {
  const command: CommandDefinition = {
    path: ["pod", "note"],
    summary: "Notes",
    options: [{ name: "note", summary: "What", type: "text", ...limit }],
  };
  const refused = expect.objectContaining({ code: "bad-text" });

  expect(read(`pod note note:${"a".repeat(length)}`, command)).toEqual({ note: "a".repeat(length) });
  expect(() => read(`pod note note:${"a".repeat(length + 1)}`, command)).toThrow(refused);
  expect(() => read('pod note note:"a\nb"', command)).toThrow(refused);
});
