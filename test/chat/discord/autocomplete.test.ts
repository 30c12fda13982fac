import { expect, test } from "vitest";
import { complete } from "../../../src/chat/discord/autocomplete.ts";
import { officeCommands } from "./office.ts";

const path = ["desk", "say"] as const;

function valuesFor(text: string): readonly string[] {
  return complete(officeCommands, { path, option: "words", text }).map(({ value }) => value);
}

test("complete() offers everything before anything is typed", () => {
  expect(valuesFor("")).toEqual(["good morning", "good night", "morning tea"]);
});

test("complete() offers what holds the typed text, what begins with it first", () => {
  expect(valuesFor(" MORN")).toEqual(["morning tea", "good morning"]);
});

test("complete() offers nothing for a command or an option that it does not know", () => {
  expect(complete(officeCommands, { path: ["desk", "sit"], option: "words", text: "" })).toEqual([]);
  expect(complete(officeCommands, { path, option: "sense", text: "" })).toEqual([]);
});

test("complete() keeps to what Discord takes: 25 values of up to 100 characters", () => {
  const suggestions = ["x".repeat(101), ...Array.from({ length: 30 }, (_, index) => `value ${index}`)];
  const options = [{ name: "words", summary: "Any", type: "text", suggestions }] as const;

  const completions = complete([{ path, summary: "Says it", options }], { path, option: "words", text: "" });

  expect(completions.map(({ value }) => value)).toEqual(suggestions.slice(1, 26));
});
