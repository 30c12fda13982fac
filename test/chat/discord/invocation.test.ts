import { expect, test } from "vitest";
import { toInvocation } from "../../../src/chat/discord/invocation.ts";

const home = { teamId: "team", guildId: "1", channelId: "2" };
const member = {
  guildId: "1",
  channelId: "2",
  userId: "3",
  displayName: "Ada",
  isPending: false,
  hasGuestFlag: false,
  managesServer: false,
};

test("toInvocation() names the person and the team", () => {
  expect(toInvocation(home, member, "pod up")).toEqual({
    teamId: "team",
    platform: "discord",
    person: { platform: "discord", id: "3", name: "Ada" },
    isGuest: false,
    isAdmin: false,
    place: "team-channel",
    commandLine: "pod up",
  });
});

test.for([
  [{ guildId: null, channelId: "9" }, "direct-message"],
  [{ guildId: null, channelId: "2" }, "direct-message"],
  [{ guildId: "8", channelId: "2" }, "foreign-team"],
  [{ channelId: "9" }, "other-channel"],
  [{ channelId: null }, "other-channel"],
] as const)("toInvocation() places %o as %s", ([change, place]) => {
  expect(toInvocation(home, { ...member, ...change }, "pod up").place).toBe(place);
});

test.for([{ isPending: true }, { hasGuestFlag: true }])("toInvocation() takes %o for a guest", (change) => {
  expect(toInvocation(home, { ...member, ...change }, "pod up").isGuest).toBe(true);
});

test("toInvocation() takes who may manage the server for an admin, and nobody of another server", () => {
  const manager = { ...member, managesServer: true };

  const origins = [member, manager, { ...manager, guildId: "8" }];

  expect(origins.map((origin) => toInvocation(home, origin, "pod up").isAdmin)).toEqual([false, true, false]);
});
