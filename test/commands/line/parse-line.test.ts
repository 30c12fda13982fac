import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type LineWord, parseLine, writeLine } from "../../../src/commands/line/parse-line.ts";

const groups = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
const values = fc.string({ minLength: 1, maxLength: 100, unit: "binary" });
const words = fc.oneof(
  fc.record({
    kind: fc.constant<"option">("option"),
    name: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    value: values,
  }),
  fc.record({
    kind: fc.constant<"bare">("bare"),
    text: values.filter((text) => !/^[a-z][a-z0-9-]{0,31}:/u.test(text)),
  }),
);

test("parseLine() reads back what writeLine() wrote, whatever the words hold, in their order", () => {
  fc.assert(
    fc.property(groups, groups, fc.array(words, { maxLength: 3 }), (group, name, given) => {
      const line = { path: [group, name], words: given } as const;

      expect(parseLine(writeLine(line))).toEqual(line);
    }),
  );
});

test("writeLine() writes a first word alone, which is read back as it is", () => {
  expect(parseLine(writeLine({ path: ["pod"], words: [] }))).toEqual({ path: ["pod"], words: [] });
});

const option = (name: string, value: string): LineWord => ({ kind: "option", name, value });
const bare = (text: string): LineWord => ({ kind: "bare", text });

test.each<[string, readonly string[], ...LineWord[]]>([
  ["", ["labelpod"]],
  ["/pod", ["pod"]],
  ["/SETTINGS ", ["settings"]],
  ["/settings idle:90m", ["settings"], option("idle", "90m")],
  ["  Pod   UP  gpu:L4 ", ["pod", "up"], option("gpu", "L4")],
  ['pod up gpu:"RTX 4090"', ["pod", "up"], option("gpu", "RTX 4090")],
  [String.raw`train deepedit name:"a\"b\\c"`, ["train", "deepedit"], option("name", String.raw`a"b\c`)],
  ["pod url rotate", ["pod", "url"], bare("rotate")],
  [
    "pod up studies:https://pacs:8042/dicom-web",
    ["pod", "up"],
    option("studies", "https://pacs:8042/dicom-web"),
  ],
  ["pod keep until 18:00", ["pod", "keep"], bare("until"), bare("18:00")],
  ["pod keep 2h for:3h", ["pod", "keep"], bare("2h"), option("for", "3h")],
  ['pod up gpu "RTX 4090"', ["pod", "up"], bare("gpu"), bare("RTX 4090")],
])("parseLine() reads “%s”", (text, path, ...expected) => {
  expect(parseLine(text)).toEqual({ path, words: expected });
});

test.each(["pod up gpu:", 'pod up gpu:""', "pod up gpu: L4"])(
  "parseLine() refuses “%s”, which names an option without a value",
  (text) => {
    expect(() => parseLine(text)).toThrow("options in the form name:value");
  },
);
