import { expect, test } from "vitest";
import type { MessageTransport } from "../../../src/chat/board/message-transport.ts";
import { RefusedError } from "../../../src/chat/board/refused-error.ts";
import { createSlackTransport } from "../../../src/chat/slack/transport.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { checkMessage } from "../../twins/slack/block-rules.ts";
import { type ApiAnswer, startWebApi, type WebApi } from "../../twins/slack/web-api.ts";

const never = new AbortController().signal;
const action = { label: "Keep", commandLine: "pod keep for:1h", style: "primary" } as const;
const alice = { platform: "slack", id: "U01ALICE", name: "alice" } as const;
const card = sampleCard({ title: "Stops <soon>", tone: "warning", notify: alice, actions: [action] });
const shown = { card, isPlain: false };
const plain = { card, isPlain: true };

function history(...messages: readonly { ts: string; key: string; bot?: string }[]): ApiAnswer {
  const listed = messages.map(({ ts, key, bot = "B1" }) => ({
    ts,
    bot_id: bot,
    metadata: { event_type: "labelpod_card", event_payload: { key } },
  }));
  return { json: { ok: true, messages: listed } };
}

function transportOf(slack: WebApi): MessageTransport {
  return createSlackTransport(slack.api, { channelId: "C1", botId: "B1" });
}

test("post() names the card in the message's metadata and returns the message's id", async () => {
  await using slack = await startWebApi(() => ({ json: { ok: true, ts: "7.0" } }));

  await expect(transportOf(slack).post(shown, "nonce", never)).resolves.toBe("7.0");

  expect(slack.requests).toMatchObject([
    {
      method: "chat.postMessage",
      args: { channel: "C1", metadata: { event_type: "labelpod_card", event_payload: { key: "nonce" } } },
      token: "xoxb-test",
    },
  ]);
  expect(checkMessage(slack.requests[0]?.args ?? {})).toEqual([]);
});

test("post() sends a plain card without metadata, which Slack can refuse", async () => {
  await using slack = await startWebApi(() => ({ json: { ok: true, ts: "7.0" } }));

  await expect(transportOf(slack).post(plain, "nonce", never)).resolves.toBe("7.0");

  expect(slack.requests[0]?.args).not.toHaveProperty("metadata");
  expect(checkMessage(slack.requests[0]?.args ?? {})).toEqual([]);
});

test("post() and edit() send a plain card as text alone, and an edit takes the old buttons away", async () => {
  await using slack = await startWebApi(() => ({ json: { ok: true, ts: "7.0" } }));
  const transport = transportOf(slack);

  await transport.post(plain, "nonce", never);
  await transport.edit("7.0", plain, never);

  const rest = "Slack does not take the rest of this message; the web page shows it.";
  const text = `⚠️ Warning: Stops &lt;soon&gt;\n<@U01ALICE>\n${rest}`;
  expect(slack.requests).toMatchObject([
    { args: { text, blocks: [] } },
    { args: { text, blocks: [], ts: "7.0" } },
  ]);
});

test("post() asks once, whatever is there and whatever comes of it", async () => {
  await using slack = await startWebApi(() => "hang up");
  const transport = transportOf(slack);

  await expect(transport.post(shown, "nonce", never)).rejects.toMatchObject({ isCertain: false });
  await expect(transport.post(shown, "nonce", never)).rejects.toMatchObject({ isCertain: false });

  expect(slack.requests.map(({ method }) => method)).toEqual(["chat.postMessage", "chat.postMessage"]);
});

test("post() doubts an answer without the message's id", async () => {
  await using slack = await startWebApi(() => ({ json: { ok: true } }));

  await expect(transportOf(slack).post(shown, "nonce", never)).rejects.toMatchObject({
    kind: "unexpected",
    code: "unexpected_answer",
    isCertain: false,
  });
});

test("find() lists all messages of the bot with the nonce among the newest hundred, oldest first", async () => {
  await using slack = await startWebApi(() =>
    history(
      { ts: "9.0", key: "nonce" },
      { ts: "8.0", key: "nonce", bot: "B2" },
      { ts: "7.0", key: "other" },
      { ts: "5.0", key: "nonce" },
    ),
  );

  await expect(transportOf(slack).find("nonce", never)).resolves.toEqual(["5.0", "9.0"]);
  await expect(transportOf(slack).find("third", never)).resolves.toEqual([]);

  expect(slack.requests[0]).toMatchObject({
    method: "conversations.history",
    args: { channel: "C1", limit: "100", include_all_metadata: "true" },
  });
});

test("find() is refused with its kind where the scope is missing", async () => {
  await using slack = await startWebApi(() => ({ json: { ok: false, error: "missing_scope" } }));

  await expect(transportOf(slack).find("nonce", never)).rejects.toMatchObject({ kind: "rights" });
});

test.each([
  ["message_not_found", "gone"],
  ["edit_window_closed", "fixed"],
  ["cant_update_message", "fixed"],
] as const)("edit() tells by %s that the message is %s", async (error, result) => {
  await using slack = await startWebApi(() => ({ json: { ok: false, error } }));

  await expect(transportOf(slack).edit("7.0", shown, never)).resolves.toBe(result);
});

test.each([
  ["is_archived", "channel"],
  ["is_inactive", "channel"],
  ["invalid_blocks", "content"],
] as const)("edit() is refused by %s as %s", async (code, kind) => {
  await using slack = await startWebApi(() => ({ json: { ok: false, error: code } }));

  await expect(transportOf(slack).edit("7.0", shown, never)).rejects.toMatchObject({ code, kind });
});

test("remove() takes a message that is gone for removed, and is refused by anything else", async () => {
  const answers = [
    { ok: true },
    { ok: false, error: "message_not_found" },
    { ok: false, error: "cant_delete_message" },
  ];
  await using slack = await startWebApi(() => ({ json: answers.shift() ?? {} }));
  const transport = transportOf(slack);

  await transport.remove("7.0", never);
  await transport.remove("7.0", never);
  await expect(transport.remove("7.0", never)).rejects.toMatchObject({ kind: "rights" });

  expect(slack.requests).toMatchObject([
    { method: "chat.delete", args: { channel: "C1", ts: "7.0" } },
    { method: "chat.delete" },
    { method: "chat.delete" },
  ]);
});

test.each([
  ["away", "unreachable", "slack-unreachable"],
  ["away", "unexpected_answer", "slack-unexpected"],
  ["busy", "ratelimited", "slack-busy"],
  ["token", "token_revoked", "slack-bot-token"],
  ["channel", "channel_not_found", "slack-channel"],
  ["channel", "is_archived", "slack-archived"],
  ["rights", "missing_scope", "slack-scopes"],
  ["rights", "restricted_action", "slack-rights"],
  ["content", "invalid_blocks", "slack-unexpected"],
  ["unexpected", "a_word_of_tomorrow", "slack-unexpected"],
] as const)("explain() says of %s by %s in one sentence: %s", async (kind, code, failure) => {
  await using slack = await startWebApi(() => "hang up");

  const explained = transportOf(slack).explain(new RefusedError("Slack", { kind, code, isCertain: true }));

  expect(explained).toMatchObject({ code: failure, userMessage: expect.stringMatching(/^[^\n]+\.$/) });
});

test("a channel, a right or a token that is put right again works without a restart", async () => {
  const words = ["is_archived", "not_in_channel", "missing_scope", "token_revoked"];
  await using slack = await startWebApi((_request, count) => {
    const error = count % 2 === 1 ? words[(count - 1) / 2] : undefined;
    return { json: error === undefined ? { ok: true, ts: "7.0" } : { ok: false, error } };
  });
  const transport = transportOf(slack);

  for (const code of words) {
    await expect(transport.post(shown, "nonce", never)).rejects.toMatchObject({ code });
    await expect(transport.post(shown, "nonce", never)).resolves.toBe("7.0");
  }
});
