import { expect, test } from "vitest";
import {
  fromButtonPress,
  fromSlashCommand,
  placeOf,
  toInvocation,
} from "../../../src/chat/slack/invocation.ts";
import { buttonPressSchema, slashCommandSchema } from "../../../src/chat/slack/schema.ts";

const home = { teamId: "team", workspaceId: "T1", channelId: "C1" };
const slash = {
  team_id: "T1",
  channel_id: "C1",
  user_id: "U1",
  user_name: "alice",
  command: "/pod",
  text: "up",
  trigger_id: "1",
};
const press = {
  team: { id: "T1" },
  channel: { id: "C1" },
  user: { id: "U1", username: "alice" },
  container: { is_ephemeral: true },
  trigger_id: "2",
  actions: [{ value: "pod up studies:http://x/?a=1&amp;b=2" }],
};

test.each([
  ["up gpu:“RTX 4090”", 'pod up gpu:"RTX 4090"'],
  ["train name:‘it’s’", "pod train name:'it's'"],
  ["up\u{A0}gpu:4090 ", "pod up gpu:4090"],
  ["up studies:http://x/?a=1&amp;b=&lt;2&gt;", "pod up studies:http://x/?a=1&b=<2>"],
  ["&amp;lt;", "pod &lt;"],
  ["", "pod"],
])("fromSlashCommand() reads %j as it was meant", (text, commandLine) => {
  expect(fromSlashCommand(slashCommandSchema.parse({ ...slash, text })).commandLine).toBe(commandLine);
});

test("fromButtonPress() reads the command line, the person and whether the message was private", () => {
  expect(fromButtonPress(buttonPressSchema.parse(press))).toEqual({
    workspaceId: "T1",
    channelId: "C1",
    userId: "U1",
    userName: "alice",
    commandLine: "pod up studies:http://x/?a=1&b=2",
    triggerId: "2",
    isFromPrivateMessage: true,
  });
});

test.each([
  [{}, "team-channel"],
  [{ channel_id: "C2" }, "other-channel"],
  [{ channel_id: "D1" }, "direct-message"],
  [{ team_id: "T2" }, "foreign-team"],
  [{ team_id: "T2", channel_id: "D1" }, "foreign-team"],
])("placeOf() a command with %j is %s", (change, place) => {
  expect(placeOf(fromSlashCommand(slashCommandSchema.parse({ ...slash, ...change })), home)).toBe(place);
});

test("toInvocation() names somebody without a name by their id", () => {
  const input = fromSlashCommand(slashCommandSchema.parse({ ...slash, user_name: undefined }));

  expect(toInvocation(input, home, { isGuest: true, isAdmin: false })).toMatchObject({
    person: { platform: "slack", id: "U1", name: "U1" },
    isGuest: true,
    isAdmin: false,
    teamId: "team",
  });
});
