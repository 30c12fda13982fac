import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { GatewayCloseCodes } from "discord.js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createDiscordChat } from "../../../src/chat/discord/bot.ts";
import { createClock } from "../../../src/system/clock.ts";
import type { Chat } from "../../../src/core/ports/chat.ts";
import { createSimulatedKeys } from "../../../src/simulated/keys.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { createNotedHealth } from "../../support/noted-health.ts";
import { createTestLog } from "../../support/log.ts";
import type { SeenRequest } from "../../twins/discord/gate.ts";
import { type DiscordTwin, startDiscordTwin } from "../../twins/discord/twin.ts";
import { createOffice, officeCommands } from "./office.ts";

const office = createOffice();
const log = createTestLog();
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ada = "300000000000000001";
let twin: DiscordTwin;
let chat: Chat & AsyncDisposable;

type Access = { readonly token?: string; readonly guildId?: string; readonly channelId?: string };

function connect(access: Access = {}): Promise<Chat & AsyncDisposable> {
  const { apiUrl, token, guildId, channelId } = twin;
  return createDiscordChat({
    apiUrl,
    token,
    guildId,
    channelId,
    log,
    teamId: "team",
    dispatch: office.dispatch,
    commands: officeCommands,
    messages: createSimulatedStore().messages,
    keys: createSimulatedKeys(),
    health: createNotedHealth(),
    clock: createClock(),
    ...access,
  });
}

function eventsNamed(event: string): readonly unknown[] {
  return log.entries.filter((entry) => entry.event === event);
}

function isNewMessage({ method, path }: SeenRequest): boolean {
  return method === "POST" && path === `/channels/${twin.channelId}/messages`;
}

/** The machine may be busy with other tests, so patience costs nothing. */
function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: 30_000 });
}

beforeAll(async () => {
  twin = await startDiscordTwin();
  chat = await connect();
  office.open(chat);
});

afterAll(async () => {
  await chat[Symbol.asyncDispose]();
  await twin[Symbol.asyncDispose]();
});

test("commands that come at once are all acknowledged before the first of them is run", async () => {
  const heardBefore = office.heard.length;
  const runSoFar: number[] = [];
  function seeAcknowledgement(message: unknown): void {
    const isOne = JSON.stringify(message).includes("/callback");
    if (isOne) runSoFar.push(office.heard.length - heardBefore);
  }
  const letGo = twin.hold();
  const deeds = await Promise.all([1, 2, 3].map((times) => twin.runCommand(`desk say times:${times}`)));
  subscribe("undici:request:create", seeAcknowledgement);

  letGo();
  await Promise.all(deeds.map((deed) => deed.answer()));
  unsubscribe("undici:request:create", seeAcknowledgement);

  expect(runSoFar).toEqual([0, 0, 0]);
});

test("the commands are registered by one request", () => {
  const registrations = twin.requests.filter(({ path }) => path.endsWith("/commands"));

  expect(registrations).toMatchObject([{ method: "PUT", body: [{ name: "desk" }] }]);
});

test("a slash command is acknowledged in private and then answered there", async () => {
  const deed = await twin.runCommand('desk say words:"good \\"old\\" morning" times:2 loud:true');
  const acknowledgement = await deed.acknowledgement();
  const answer = await deed.answer();

  expect(acknowledgement.body).toEqual({ type: 5, data: { flags: 64 } });
  expect(answer.body).toMatchObject({
    embeds: [
      {
        description: String.raw`team-channel: ${"`"}desk say words:"good \"old\" morning" times:2 loud:true${"`"}`,
      },
    ],
    components: [{ components: [{ label: "File it", custom_id: "desk file" }] }],
    allowed_mentions: { parse: [] },
  });
});

test("a button gives the command that it carries", async () => {
  await (await twin.runCommand("desk say times:3")).answer();
  await eventually(() => twin.clickButton("File it"));

  await eventually(() => {
    expect(office.heard.at(-1)).toMatchObject({ commandLine: "desk file", place: "team-channel" });
  });
});

test("an option's suggestions are offered while it is typed", async () => {
  expect(await twin.complete("desk say times:2 words:morn")).toEqual(["morning tea", "good morning"]);
});

test("a card for the team is a message of the bot's own, posted once and edited in place", async () => {
  const deed = await twin.runCommand("desk post");
  const posted = await twin.request(isNewMessage);
  await eventually(async () => {
    expect(await twin.messages()).toHaveLength(1);
  });

  await chat.show({ ...office.posted("team"), title: "Posted", tone: "good", outcome: "succeeded" });

  expect(await deed.answer()).toMatchObject({ body: { content: "It is posted." } });
  expect(posted.body).toMatchObject({ enforce_nonce: true });
  await eventually(async () => {
    expect(await twin.messages()).toMatchObject([{ embeds: [{ title: "✅ Posted" }] }]);
  });
});

test("the acknowledgement leads to the card that is there", async () => {
  const deed = await twin.runCommand("desk post");
  const [message] = await twin.messages();

  expect((await deed.answer()).body).toMatchObject({
    components: [
      {
        components: [
          { url: `https://discord.com/channels/${twin.guildId}/${twin.channelId}/${message?.id}` },
        ],
      },
    ],
  });
});

test("a card whose message was deleted is posted anew", async () => {
  const [message] = await twin.messages();
  await twin.deleteMessage(message?.id ?? "");

  await chat.show({ ...office.posted("team"), title: "Once more", outcome: "failed" });

  await eventually(async () => {
    expect(await twin.messages()).toMatchObject([{ embeds: [{ title: "⏳ Once more" }] }]);
  });
});

test.for([
  ["direct-message", "direct-message"],
  ["foreign-server", "foreign-team"],
  ["other-channel", "other-channel"],
] as const)("a command from %s reaches the dispatch as %s", async ([place, heard]) => {
  await (await twin.runCommand("desk say", { place })).answer();

  expect(office.heard.at(-1)).toMatchObject({
    place: heard,
    isGuest: false,
    isAdmin: false,
    person: { id: ada, name: "Ada" },
  });
});

test("a member who has not accepted the rules is a guest", async () => {
  await (await twin.runCommand("desk say", { who: "newcomer" })).answer();

  expect(office.heard.at(-1)).toMatchObject({ isGuest: true, person: { name: "Newcomer" } });
});

test.for([
  ["a member", "ada", false],
  ["a newcomer", "newcomer", false],
  ["who may manage the server", "manager", true],
  ["an administrator", "administrator", true],
] as const)(
  "%s reaches the dispatch with isAdmin %s, by a command and by a button",
  async ([, who, isAdmin]) => {
    const before = office.heard.length;

    await (await twin.runCommand("desk say times:4", { who })).answer();
    await eventually(() => twin.clickButton("File it", { who }));

    await eventually(() => {
      expect(office.heard.slice(before)).toMatchObject([
        { commandLine: "desk say times:4", isAdmin },
        { commandLine: "desk file", isAdmin },
      ]);
    });
  },
);

test("fifty commands at once are each acknowledged and answered", async () => {
  const deeds = await Promise.all(
    Array.from({ length: 50 }, (_, index) => twin.runCommand(`desk say words:command-${index}`)),
  );
  const answers = await Promise.all(deeds.map((deed) => deed.answer()));

  const texts = JSON.stringify(answers.map(({ body }) => body));
  expect(deeds.filter((_, index) => !texts.includes(`command-${index}\``))).toEqual([]);
});

test("a private answer that Discord does not take any more is asked for again in the channel", async () => {
  const forget = twin.refuse(({ path }) => path.endsWith("/messages/@original"), {
    status: 404,
    code: 10_015,
  });
  await twin.runCommand("desk say words:lost");
  const asked = await twin.request(
    (request) => isNewMessage(request) && JSON.stringify(request.body).includes("lost the private answer"),
  );
  forget();

  expect(asked.body).toMatchObject({ allowed_mentions: { parse: [], users: [ada] } });
  expect(eventsNamed("discord refused a response").at(-1)).toMatchObject({
    data: { what: "answer", kind: "unexpected", errorCode: "10015" },
  });
});

test("a command counts though its acknowledgement came too late for Discord", async () => {
  const forget = twin.refuse(({ path }) => path.endsWith("/callback"), { status: 404, code: 10_062 });
  const deed = await twin.runCommand("desk post");
  await deed.acknowledgement();

  await eventually(() => {
    expect(eventsNamed("discord refused a response").at(-1)).toMatchObject({
      data: { what: "acknowledgement" },
    });
  });
  forget();
  expect(office.heard.at(-1)?.commandLine).toBe("desk post");
  expect(JSON.stringify(log.entries)).not.toContain("test-interaction-token");
});

test("the bot connects again when the gateway ends the session", async () => {
  const before = eventsNamed("discord is connected").length;
  twin.drop(GatewayCloseCodes.InvalidSeq);
  await eventually(() => {
    expect(eventsNamed("discord is connected").length).toBeGreaterThan(before);
  });

  const deed = await twin.runCommand("desk say words:again");

  expect((await deed.answer()).body).toMatchObject({ embeds: [{ title: "✅ You said" }] });
});

test.for([
  ["a wrong token", { token: "wrong" }, "discord-token"],
  ["a server where it is not", { guildId: "100000000000000009" }, "discord-guild"],
  ["a channel that is not there", { channelId: "200000000000000009" }, "discord-channel"],
] as const)("createDiscordChat() says what is wrong with %s", async ([, access, code]) => {
  await expect(connect(access)).rejects.toMatchObject({ code });
});

test("createDiscordChat() says when it may not register commands", async () => {
  const forget = twin.refuse(({ path }) => path.endsWith("/commands"), { status: 403, code: 50_001 });

  await expect(connect()).rejects.toMatchObject({ code: "discord-commands" });
  forget();
});

test("createDiscordChat() names the permissions that it lacks", async () => {
  const viewChannel = 1n << 10n;
  await twin.permit(viewChannel);

  await expect(connect()).rejects.toMatchObject({
    code: "discord-permissions",
    userMessage: expect.stringContaining("Send Messages, Embed Links"),
  });
});

test("createDiscordChat() says when Discord can't be reached", async () => {
  const forget = twin.refuse(({ path }) => path.startsWith("/gateway"), { status: 403, code: 0 });

  await expect(connect()).rejects.toMatchObject({ code: "discord-unreachable", retryable: true });
  forget();
});

test("every request that the bot made follows Discord's rules", () => {
  expect(twin.requests.length).toBeGreaterThan(100);
  expect(twin.violations).toEqual([]);
});
