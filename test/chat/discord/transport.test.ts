import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { REST } from "discord.js";
import type { MessageTransport } from "../../../src/chat/board/message-transport.ts";
import { RefusedError } from "../../../src/chat/board/refused-error.ts";
import { createRestOptions } from "../../../src/chat/discord/rest.ts";
import { createDiscordTransport } from "../../../src/chat/discord/transport.ts";
import type { Card } from "../../../src/core/records/card.ts";
import { createTestLog } from "../../support/log.ts";
import type { Refusal, SeenRequest } from "../../twins/discord/gate.ts";
import { type DiscordTwin, startDiscordTwin } from "../../twins/discord/twin.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const card: Card = {
  key: "pod",
  teamId: "team",
  tone: "warning",
  outcome: "open",
  title: "Pod k7 stops soon",
  lines: [["It is idle."]],
  actions: [{ label: "Keep", commandLine: "pod keep", style: "primary" }],
};
const showing = { card, isPlain: false };
const plain = { card, isPlain: true };
const anHour = 3_600_000;
const secret = "<html>secret-of-the-page</html>";

let log = createTestLog();
let twin: DiscordTwin;
let rest: REST;
let transport: MessageTransport;

beforeAll(async () => {
  twin = await startDiscordTwin();
});

beforeEach(() => {
  log = createTestLog();
  rest = new REST(createRestOptions(log, twin.apiUrl)).setToken(twin.token);
  transport = createDiscordTransport(rest, twin);
});

afterAll(async () => {
  await twin[Symbol.asyncDispose]();
});

function never(): AbortSignal {
  return new AbortController().signal;
}

function isOfChannel({ path }: SeenRequest): boolean {
  return path.startsWith(`/channels/${twin.channelId}`);
}

/** What comes of a post that is answered like this, and how often it was asked. */
async function postRefused(refusal: Refusal): Promise<{ refused: RefusedError; asked: number }> {
  const before = twin.requests.length;
  const forget = twin.refuse(isOfChannel, refusal);
  const error: unknown = await transport.post(showing, "nonce", never()).catch((reason: unknown) => reason);
  forget();
  if (!(error instanceof RefusedError)) throw new TypeError("no refusal", { cause: error });
  return { refused: error, asked: twin.requests.length - before };
}

test.for<[string, Refusal, object]>([
  ["a token", { status: 401 }, { kind: "token", code: "http-401", isCertain: true }],
  ["a token of another", { status: 403, code: 50_014 }, { kind: "token", code: "50014" }],
  ["a page that asks for a login", { status: 401, text: secret }, { kind: "away", isCertain: false }],
  ["a channel that is deleted", { status: 404, code: 10_003 }, { kind: "channel", isCertain: true }],
  ["a server that the bot left", { status: 404, code: 10_004 }, { kind: "channel" }],
  ["a channel that the bot may not see", { status: 403, code: 50_001 }, { kind: "channel" }],
  ["a missing permission", { status: 403, code: 50_013 }, { kind: "rights", code: "50013" }],
  ["an unknown prohibition", { status: 403, code: 99_999 }, { kind: "rights", code: "99999" }],
  ["content", { status: 400, code: 50_035 }, { kind: "content", isCertain: true }],
  ["an empty message", { status: 400, code: 50_006 }, { kind: "content" }],
  ["what AutoMod blocks", { status: 400, code: 200_000 }, { kind: "content" }],
  ["a page that is too large for the network", { status: 413, text: secret }, { kind: "content" }],
  ["an overloaded resource", { status: 400, code: 130_000 }, { kind: "away" }],
  ["a fault of Discord's", { status: 500 }, { kind: "away", code: "http-500", isCertain: false }],
  ["a page of the network in front", { status: 502, text: secret }, { kind: "away", isCertain: false }],
  ["a page in place of an answer", { status: 200, text: secret }, { kind: "away", code: "no-json" }],
  ["a way to somewhere else", { status: 302, text: "" }, { kind: "away", isCertain: false }],
  ["a code that is no number", { status: 418, text: `{"message":"x","code":"${secret}"}` }, { kind: "away" }],
  ["a limit", { status: 429, retryAfter: 0.3 }, { kind: "busy", waitMs: 300, isCertain: true }],
  ["a limit of an hour", { status: 429, retryAfter: 3600 }, { kind: "busy", waitMs: anHour }],
  ["a limit that only the head tells", { status: 429, retryAfter: "7", text: secret }, { waitMs: 7000 }],
  ["slow mode", { status: 429, code: 20_016, retryAfter: 5 }, { kind: "busy", waitMs: 5000 }],
  ["old edits", { status: 429, code: 30_046, retryAfter: 4 }, { kind: "old-edits", waitMs: 4000 }],
])("post() asks once and says which refusal %s is", async ([, refusal, expected]) => {
  const { refused, asked } = await postRefused(refusal);

  expect(refused).toMatchObject({ name: "RefusedError", ...expected });
  expect(asked).toBe(1);
  expect(JSON.stringify([refused, refused.message, log.entries])).not.toContain("secret");
  expect(transport.explain(refused).userMessage).toMatch(/\.$/);
});

test.for([
  [true, true],
  [false, false],
])("post() says whether a limit is of the whole bot (global: %s)", async ([global, isGlobal]) => {
  const body = { message: "x", code: 0, retry_after: 3, global };
  const { refused } = await postRefused({ status: 429, text: JSON.stringify(body) });

  expect(refused).toMatchObject({ kind: "busy", waitMs: 3000 });
  expect(refused.isGlobal).toBe(isGlobal);
});

test.for(["0", "-1", "NaN", "soon", "Mon, 30 Nov 2026 10:00:00 GMT", "1e12", undefined])(
  "post() names no wait for a 429 with a retry-after of %s",
  async (retryAfter) => {
    const page = { status: 429, text: secret };

    const { refused, asked } = await postRefused(retryAfter === undefined ? page : { ...page, retryAfter });

    expect(refused).toMatchObject({ kind: "busy", isCertain: true });
    expect(refused.waitMs).toBeUndefined();
    expect(asked).toBe(1);
  },
);

test("one refusal of the token is logged, and the next post is made with it all the same", async () => {
  await postRefused({ status: 401 });
  await postRefused({ status: 401 });

  expect(await transport.post(showing, "after-401", never())).toMatch(/^\d+$/);

  const named = log.entries.filter(({ event }) => event === "discord does not take the bot token");
  expect(named).toEqual([{ event: "discord does not take the bot token", data: { code: "http-401" } }]);
  expect(log.entries.at(-1)?.event).toBe("discord takes the bot token again");
});

test("a bucket that Discord calls empty is asked again only after its wait", async () => {
  const empty = { "x-ratelimit-limit": "1", "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "3600" };
  const forget = twin.refuse(isOfChannel, {
    status: 200,
    text: '{"id":"1"}',
    headers: { ...empty, "content-type": "application/json" },
  });
  await transport.post(showing, "first", never());
  const asked = twin.requests.length;

  const refused: unknown = await transport.post(showing, "second", never()).catch((error: unknown) => error);
  forget();

  expect(refused).toMatchObject({ kind: "busy", code: "rate-limit", isCertain: true });
  // discord.js starts a timer for as long, which nothing ends: it would hold the process for an hour.
  expect(refused).toHaveProperty(
    "waitMs",
    expect.toSatisfy((ms: number) => ms > 0 && ms < 6000),
  );
  expect(twin.requests.length).toBe(asked);
});

test("what can't be reached is away, surely so when nothing listens", async () => {
  rest = new REST(createRestOptions(log, "http://127.0.0.1:1/api")).setToken(twin.token);
  transport = createDiscordTransport(rest, twin);

  await expect(transport.post(showing, "nonce", never())).rejects.toMatchObject({
    kind: "away",
    code: "ECONNREFUSED",
    isCertain: true,
  });
});

test("an aborted call throws the signal's reason", async () => {
  const reason = new Error("the end");

  await expect(transport.post(showing, "nonce", AbortSignal.abort(reason))).rejects.toBe(reason);
});

test("edit() says what became of the message", async () => {
  const messageId = await transport.post(showing, "to-edit", never());
  const forget = twin.refuse(isOfChannel, { status: 403, code: 50_005 });
  const foreign = await transport.edit(messageId, showing, never());
  forget();

  expect(foreign).toBe("fixed");
  expect(await transport.edit(messageId, showing, never())).toBe("edited");
  await twin.deleteMessage(messageId);
  expect(await transport.edit(messageId, showing, never())).toBe("gone");
});

test.for(["{}", "null", "[]", '{"id":7}', ""])(
  "post() and edit() doubt %s, which is no message of Discord's",
  async (text) => {
    const messageId = await transport.post(showing, `doubt ${text}`, never());
    const forget = twin.refuse(isOfChannel, {
      status: 200,
      text,
      headers: { "content-type": "application/json" },
    });
    const posted: unknown = await transport.post(showing, "nonce", never()).catch((error: unknown) => error);
    const edited: unknown = await transport.edit(messageId, plain, never()).catch((error: unknown) => error);
    forget();

    const doubt = { name: "RefusedError", kind: "away", isCertain: false };
    expect([posted, edited]).toMatchObject([doubt, doubt]);
  },
);

test("remove() takes a message away, also one that is gone", async () => {
  const messageId = await transport.post(showing, "to-remove", never());

  await transport.remove(messageId, never());
  await transport.remove(messageId, never());

  expect((await twin.messages()).map(({ id }) => id)).not.toContain(messageId);
});

test("a plain card is its title and mark as text alone, and leaves nothing else of before", async () => {
  const messageId = await transport.post(showing, "to-be-plain", never());
  await transport.edit(messageId, plain, never());

  const message = (await twin.messages()).find(({ id }) => id === messageId);

  expect(message?.embeds).toEqual([]);
  expect(message?.components ?? []).toEqual([]);
  expect(message?.content).toMatch(/^⚠️ Pod k7 stops soon\n/);
});

test.for([{}, { retryAfter: 4 }])("edits of old messages have a limit of their own (%o)", async (wait) => {
  const messageId = await transport.post(showing, "old", never());
  const forget = twin.limitOldEdits({ count: 1, perMs: anHour, aheadMs: 2 * anHour, ...wait });
  await transport.edit(messageId, showing, never());

  const refused: unknown = await transport.edit(messageId, showing, never()).catch((error: unknown) => error);
  const fresh = await transport.post(showing, "fresh", never());
  forget();

  expect(refused).toMatchObject({ kind: "old-edits", code: "30046", isCertain: true });
  expect(refused).toHaveProperty("waitMs", wait.retryAfter === undefined ? undefined : 4000);
  expect(fresh).toMatch(/^\d+$/);
});
