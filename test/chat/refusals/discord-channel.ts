import type { IncomingMessage } from "node:http";
import { SnowflakeUtil } from "discord.js";
import { z } from "zod";
import type { Clock } from "../../../src/core/common/clock.ts";
import { type Answer, type Ask, bodyMark, type Channel, type Seen } from "./platform-server.ts";

export const discordChannelId = "200000000000000001";

const record = z.record(z.string(), z.unknown());
const kinds: Readonly<Record<string, Ask["kind"]>> = {
  POST: "post",
  PATCH: "edit",
  DELETE: "remove",
  GET: "read",
};
/** Discord says only “the past few minutes”. */
const nonceMs = 180_000;

/** A channel with Discord's ids, nonces and errors; a nonce counts for a few minutes. */
export function createDiscordChannel(clock: Clock): Channel {
  const messages = new Map<string, Seen>();
  let increment = 0n;

  function carryOut({ kind, body, messageId = "" }: Ask): Answer {
    if (kind === "post") return post(body);
    if (kind === "read") return json(200, [...messages.values()].toReversed().map(written));
    const known = messages.get(messageId);
    if (known === undefined) return discordError(404, 10_008);
    if (kind === "remove") {
      messages.delete(messageId);
      return { status: 204, body: "" };
    }
    const changed = { ...known, body: { ...known.body, ...body } };
    messages.set(messageId, changed);
    return json(200, written(changed));
  }

  function post(body: Seen["body"]): Answer {
    const known = [...messages.values()].find(
      (message) => message.body["nonce"] === body["nonce"] && clock.now() - message.postedAtMs < nonceMs,
    );
    if (known !== undefined && body["enforce_nonce"] === true) return json(200, written(known));
    increment += 1n;
    const id = SnowflakeUtil.generate({ timestamp: clock.now(), increment: increment % 4096n }).toString();
    const message = { id, body, postedAtMs: clock.now() };
    messages.set(id, message);
    return json(200, written(message));
  }

  return {
    read,
    carryOut,
    messages: () => [...messages.values()],
    deleteByHand: (messageId) => void messages.delete(messageId),
  };
}

function written({ id, body }: Seen): Readonly<Record<string, unknown>> {
  const author = { id: "300000000000000009", username: "labelpod", bot: true };
  return { ...body, id, channel_id: discordChannelId, author, type: 0 };
}

/** An answer as Discord's own servers give it. */
export function discordError(
  status: number,
  code: number,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(status, { message: bodyMark, code }, headers);
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

function read(request: IncomingMessage, body: string): Ask | undefined {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  const found = /^\/api\/v10\/channels\/\d+\/messages(?:\/(\d+))?$/.exec(pathname);
  const kind = kinds[request.method ?? ""];
  if (found === null || kind === undefined) return undefined;
  const [, messageId] = found;
  return {
    kind,
    body: body === "" ? {} : record.parse(JSON.parse(body)),
    ...(messageId === undefined ? {} : { messageId }),
  };
}
