import { expect, test } from "vitest";
import type { Command } from "../../../src/commands/define.ts";
import { findCommand } from "../../../src/commands/line/find-command.ts";
import { commands } from "../../../src/commands/index.ts";
import { parseLine } from "../../../src/commands/line/parse-line.ts";

function command(group: string, name: string, isHidden?: true): Command {
  return {
    path: [group, name],
    summary: "",
    isUse: false,
    options: [],
    ...(isHidden === undefined ? {} : { isHidden }),
    run: () => Promise.reject(new Error("is only looked for")),
  };
}

const known = [
  command("rules", "show"),
  command("rules", "set"),
  command("rules", "help"),
  command("desk", "say"),
  command("desk", "file", true),
];

test.each([
  ["rules", "rules show"],
  ["rules idle:90m", "rules set"],
  ["rules set", "rules set"],
  ["rules help", "rules help"],
  ["desk file", "desk file"],
] as const)("findCommand() takes “%s” for %s", (typed, path) => {
  expect(findCommand(known, parseLine(typed)).path.join(" ")).toBe(path);
});

test.each(["pod", "train", "labelpod"])("findCommand() takes %s alone for its help", (group) => {
  expect(findCommand(commands, parseLine(group)).path).toEqual([group, "help"]);
});

test.each(["desk sing", "desk", "desk loud:yes"])(
  "findCommand() says for “%s” what there is in the group",
  (typed) => {
    const sentence = "There is no such command or model: choose one of /desk say.";

    expect(() => findCommand(known, parseLine(typed))).toThrow(sentence);
  },
);

test("findCommand() points to the help where there is no such group", () => {
  expect(() => findCommand(known, parseLine("attic"))).toThrow(
    "There is no such command: see /labelpod help",
  );
});
