import { expect, test } from "vitest";
import { slackManifest } from "../../../src/chat/slack/manifest.ts";
import { commands } from "../../../src/commands/index.ts";

/** Names that Slack keeps for itself; one of them makes it refuse the whole manifest. */
const builtIn = [
  "archive",
  "dnd",
  "help",
  "invite",
  "join",
  "kick",
  "leave",
  "me",
  "msg",
  "mute",
  "remind",
  "rename",
  "search",
  "status",
  "topic",
  "who",
];

test("slackManifest() has one slash command per first word, within Slack's limits", () => {
  const { slash_commands } = slackManifest(commands).features;

  expect(slash_commands.map(({ command }) => command)).toEqual([
    "/pod",
    "/train",
    "/volume",
    "/cost",
    "/gpu",
    "/settings",
    "/labelpod",
  ]);
  for (const { command, description, usage_hint } of slash_commands) {
    expect(builtIn).not.toContain(command.slice(1));
    expect(command.length).toBeLessThanOrEqual(32);
    expect(description.length).toBeLessThanOrEqual(2000);
    expect(usage_hint.length).toBeLessThanOrEqual(1000);
  }
});

test("slackManifest() shows no hidden command", () => {
  const definition = { path: ["pod", "secret"], summary: "s", options: [], isHidden: true } as const;

  expect(slackManifest([definition]).features.slash_commands).toEqual([]);
});

test("slackManifest() shows where a value needs no name", () => {
  const option = { name: "for", summary: "s", type: "duration", isPositional: true } as const;
  const keep = { path: ["pod", "keep"], summary: "s", options: [option] } as const;
  const down = { path: ["pod", "down"], summary: "s", options: [] } as const;

  expect(slackManifest([keep, down]).features.slash_commands).toMatchObject([
    { command: "/pod", usage_hint: "keep <for> | down" },
  ]);
});

test("slackManifest() is for Socket Mode, or for the reverse proxy's address when there is one", () => {
  const socket = slackManifest(commands);
  const http = slackManifest(commands, "https://bot.example.org");

  expect([socket.settings.socket_mode_enabled, http.settings.socket_mode_enabled]).toEqual([true, false]);
  expect(JSON.stringify(socket)).not.toMatch(/url"/);
  expect(http.settings.interactivity.request_url).toBe("https://bot.example.org/slack/events");
  expect(http.features.slash_commands.map(({ url }) => url)).toEqual(
    http.features.slash_commands.map(() => "https://bot.example.org/slack/events"),
  );
});
