import type { IncomingMessage } from "node:http";
import type { Clock } from "../../../src/core/common/clock.ts";
import { readRequest } from "../../twins/slack/api-request.ts";
import { type Answer, type Ask, bodyMark, type Channel, type Seen } from "./platform-server.ts";

export const slackIds = { channel: "C1", bot: "B1" } as const;

const kinds: Readonly<Record<string, Ask["kind"]>> = {
  "chat.postMessage": "post",
  "chat.update": "edit",
  "chat.delete": "remove",
  "conversations.history": "read",
};

/** A channel with Slack's ids and errors: it takes the same post as often as it comes. */
export function createSlackChannel(clock: Clock): Channel {
  const messages = new Map<string, Seen>();
  let count = 0;

  function carryOut({ kind, body, messageId = "" }: Ask): Answer {
    if (kind === "post") return post(body);
    if (kind === "read") return ok({ messages: [...messages.values()].toReversed().map(written) });
    const known = messages.get(messageId);
    if (known === undefined) return slackError("message_not_found");
    if (kind === "remove") messages.delete(messageId);
    else messages.set(messageId, { ...known, body: { ...known.body, ...body } });
    return ok({ ts: messageId });
  }

  function post(body: Seen["body"]): Answer {
    count += 1;
    const id = `${Math.floor(clock.now() / 1000)}.${String(count).padStart(6, "0")}`;
    messages.set(id, { id, body, postedAtMs: clock.now() });
    return ok({ ts: id });
  }

  return {
    read,
    carryOut,
    messages: () => [...messages.values()],
    deleteByHand: (messageId) => void messages.delete(messageId),
  };
}

function written({ id, body }: Seen): Readonly<Record<string, unknown>> {
  return { type: "message", ts: id, bot_id: slackIds.bot, text: body["text"], metadata: body["metadata"] };
}

function ok(answer: Readonly<Record<string, unknown>>): Answer {
  return json({ ok: true, channel: slackIds.channel, ...answer });
}

/** An answer as Slack's own servers refuse a call. */
export function slackError(error: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json({ ok: false, error, detail: bodyMark }, headers);
}

function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}

function read(request: IncomingMessage, body: string): Ask | undefined {
  const { method, args } = readRequest(request, body);
  const kind = kinds[method];
  const messageId = args["ts"];
  if (kind === undefined) return undefined;
  return { kind, body: args, ...(typeof messageId === "string" ? { messageId } : {}) };
}
