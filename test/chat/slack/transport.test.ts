import { expect, test } from "vitest";
import { createPostedCards } from "../../../src/chat/slack/posted-cards.ts";
import { createSlackTransport } from "../../../src/chat/slack/transport.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { type ApiAnswer, startWebApi } from "../../twins/slack/web-api.ts";

const never = new AbortController().signal;
const shown = { card: sampleCard(), isPlain: false };

function history(...messages: readonly { ts: string; key: string; bot?: string }[]): ApiAnswer {
  const listed = messages.map(({ ts, key, bot = "B1" }) => ({
    ts,
    bot_id: bot,
    metadata: { event_type: "labelpod_card", event_payload: { key } },
  }));
  return { json: { ok: true, messages: listed } };
}

test("post() names the card in the message's metadata and returns the message's id", async () => {
  await using slack = await startWebApi(() => ({ json: { ok: true, ts: "7.0" } }));
  const transport = createSlackTransport(slack.api, "C1", createPostedCards(slack.api, "C1", "B1"));

  await expect(transport.post(shown, "nonce", never)).resolves.toBe("7.0");

  expect(slack.requests).toMatchObject([
    {
      method: "chat.postMessage",
      args: { channel: "C1", metadata: { event_type: "labelpod_card", event_payload: { key: "nonce" } } },
      token: "xoxb-test",
    },
  ]);
});

test("post() returns the message that an earlier life of the bot has made", async () => {
  await using slack = await startWebApi(() => history({ ts: "5.0", key: "nonce" }));
  const posted = createPostedCards(slack.api, "C1", "B1");
  await posted.look(never);

  await expect(createSlackTransport(slack.api, "C1", posted).post(shown, "nonce", never)).resolves.toBe(
    "5.0",
  );

  expect(slack.requests.map(({ method }) => method)).toEqual(["conversations.history"]);
});

test("post() does not take another app's message for its own", async () => {
  await using slack = await startWebApi(({ method }) =>
    method === "chat.postMessage"
      ? { json: { ok: true, ts: "8.0" } }
      : history({ ts: "5.0", key: "nonce", bot: "B2" }),
  );
  const posted = createPostedCards(slack.api, "C1", "B1");
  await posted.look(never);

  await expect(createSlackTransport(slack.api, "C1", posted).post(shown, "nonce", never)).resolves.toBe(
    "8.0",
  );
});

test("post() looks at the channel after a post whose outcome is unknown, for that card alone", async () => {
  await using slack = await startWebApi(({ method }, count) => {
    if (count === 1) return "hang up";
    return method === "conversations.history"
      ? history({ ts: "5.0", key: "first" })
      : { json: { ok: true, ts: "6.0" } };
  });
  const transport = createSlackTransport(slack.api, "C1", createPostedCards(slack.api, "C1", "B1"));

  await expect(transport.post(shown, "first", never)).rejects.toMatchObject({ code: "unreachable" });
  await expect(transport.post(shown, "second", never)).resolves.toBe("6.0");
  await expect(transport.post(shown, "first", never)).resolves.toBe("5.0");

  expect(slack.requests.map(({ method }) => method)).toEqual([
    "chat.postMessage",
    "chat.postMessage",
    "conversations.history",
  ]);
});

test.each([
  ["message_not_found", "gone"],
  ["edit_window_closed", "fixed"],
  ["cant_update_message", "fixed"],
] as const)("edit() tells by %s that the message is %s", async (error, result) => {
  await using slack = await startWebApi(() => ({ json: { ok: false, error } }));
  const transport = createSlackTransport(slack.api, "C1", createPostedCards(slack.api, "C1", "B1"));

  await expect(transport.edit("7.0", shown, never)).resolves.toBe(result);
});

test("edit() fails with Slack's word for anything else", async () => {
  await using slack = await startWebApi(() => ({ json: { ok: false, error: "is_archived" } }));
  const transport = createSlackTransport(slack.api, "C1", createPostedCards(slack.api, "C1", "B1"));

  await expect(transport.edit("7.0", shown, never)).rejects.toMatchObject({ code: "is_archived" });
});
