import { expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";
import type { CommandDefinition } from "../../src/commands/define.ts";
import { helpCommands } from "../../src/commands/show/help.ts";
import { labelModels } from "../../src/core/records/label-models.ts";

const shown: readonly CommandDefinition[] = commands.filter((command) => command.isHidden !== true);
const training = ["epochs", "name", "pretrained", "early-stop", "val-split", "batch"];

const expected: readonly (readonly [string, readonly string[]])[] = [
  [
    "pod up",
    [
      "gpu",
      "memory",
      "cloud",
      "country",
      "max-price",
      "data-centers",
      "download",
      "wait",
      "models",
      "studies",
      "pretrained",
      "idle",
      "access",
      "fresh",
      "settings",
      "volume",
      "beyond-budget",
    ],
  ],
  ["gpu show", ["gpu", "memory", "cloud", "country", "max-price"]],
  ["pod down", []],
  ["pod status", []],
  ["pod list", []],
  ["pod url", ["rotate"]],
  ["pod ssh", ["action", "key", "fingerprint"]],
  ["pod delete", ["id"]],
  ["pod help", []],
  ["labelpod help", []],
  ["train status", []],
  ["train stop", []],
  ["volume create", ["name", "size", "data-center"]],
  ["volume list", []],
  ["volume grow", ["name", "size"]],
  ["volume delete", ["name"]],
  ...labelModels.map((model) => [`train ${model.name}`, training] as const),
];

test.each(expected)("/%s exists with its options", (name, options) => {
  const command = shown.find(({ path }) => path.join(" ") === name);

  expect(command?.options.map((option) => option.name)).toEqual(options);
});

test("every command has a name of its own that Discord and Slack take", () => {
  const names = commands.map(({ path }) => path.join(" "));

  expect(new Set(names).size).toBe(names.length);
  // Discord: up to 32 lower-case letters, digits, - and _. Slack's slash commands: up to 32 characters.
  for (const word of commands.flatMap(({ path }) => path)) expect(word).toMatch(/^[a-z0-9_-]{1,32}$/);
});

test("every command and option fits Discord's limits of length and number", () => {
  for (const { summary, options } of shown) {
    expect(summary.length).toBeLessThanOrEqual(100);
    expect(options.length).toBeLessThanOrEqual(25);
    for (const option of options) {
      expect(option.name).toMatch(/^[a-z][a-z0-9-]{0,31}$/);
      expect(option.summary.length).toBeLessThanOrEqual(100);
      expect(option.choices?.length ?? 0).toBeLessThanOrEqual(25);
      expect(option.suggestions?.length ?? 0).toBeLessThanOrEqual(25);
    }
    expect(new Set(options.map((option) => option.name)).size).toBe(options.length);
  }
});

test("no group has more commands than Discord takes below one slash command", () => {
  for (const members of Object.values(Object.groupBy(shown, ({ path }) => path[0])))
    expect(members?.length).toBeLessThanOrEqual(25);
});

test("an option has choices or suggestions but not both, and bounds only where it counts", () => {
  for (const option of shown.flatMap(({ options }) => options)) {
    expect(option.choices === undefined || option.suggestions === undefined).toBe(true);
    const isCounted = ["integer", "number", "duration"].includes(option.type);
    expect(isCounted).toBe(option.min !== undefined && option.max !== undefined);
    expect(option.min ?? 0).toBeLessThanOrEqual(option.max ?? 0);
  }
});

test("at most one option of a command may be given without its name, and none of yes and no", () => {
  for (const { options } of commands) {
    const positional = options.filter(({ isPositional }) => isPositional === true);

    expect(positional.length).toBeLessThanOrEqual(1);
    expect(positional.map(({ type }) => type)).not.toContain("boolean");
  }
});

test("hidden commands are reached by buttons only: no help names them", async () => {
  const hidden = commands.filter((command) => command.isHidden === true).map(({ path }) => path.join(" "));
  expect(hidden).toEqual(["labelpod confirm"]);
  expect(helpCommands(() => commands).map(({ path }) => path.join(" "))).toEqual([
    "labelpod help",
    "pod help",
    "train help",
    "volume help",
    "settings help",
  ]);
});
