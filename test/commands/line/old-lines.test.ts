import { describe, expect, test } from "vitest";
import type { CommandDefinition, OptionValues } from "../../../src/commands/define.ts";
import { commands } from "../../../src/commands/index.ts";
import { findCommand } from "../../../src/commands/line/find-command.ts";
import { parseLine } from "../../../src/commands/line/parse-line.ts";
import { parseOptions } from "../../../src/commands/line/parse-options.ts";
import { readPodRequest } from "../../../src/commands/pod/pod-request.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { createSimulatedTeam } from "../../support/simulated-team.ts";
import { readOldLines } from "../../support/old-versions.ts";

type Read = { readonly command: CommandDefinition; readonly options: OptionValues };

function read(line: string): Read {
  const parsed = parseLine(line);
  const command = findCommand(commands, parsed);
  return { command, options: parseOptions(command, parsed.words) };
}

describe.each([0])("a button of version %i", (version) => {
  test.each(readOldLines(version))("/%s is a command with options that it has", (line) => {
    const { command, options } = read(line);

    const [group = "", name = ""] = line.split(" ");
    expect(command.path).toEqual([group, name]);
    expect(Object.keys(options)).toHaveLength(line.match(/ [a-z-]+:/g)?.length ?? 0);
  });

  test.each(readOldLines(version).filter((line) => line.startsWith("pod up")))(
    "/%s asks for a pod",
    (line) => {
      const request = readPodRequest(read(line).options, defaultSettings);

      expect(request.models).not.toEqual([]);
    },
  );

  test("is given as a command that is typed, whatever it is for", async () => {
    await using team = await createSimulatedTeam();

    for (const line of readOldLines(version)) await team.say(line);

    // What can't be read is refused before it is noted.
    const notices = await team.app.store.notices.list();
    const noted = notices.filter(({ value }) => value.kind === "command");
    expect(noted).toHaveLength(readOldLines(version).length);
  });
});
