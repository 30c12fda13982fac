import { RESTJSONErrorCodes, type REST, Routes, SnowflakeUtil } from "discord.js";
import type { Edited, MessageTransport, Showing } from "../board/message-transport.ts";
import { RefusedError } from "../board/refused-error.ts";
import { explainRefusal } from "./explain.ts";
import type { Home } from "./invocation.ts";
import { refusalOfError, strangeAnswer } from "./refusal.ts";
import { type MessageBody, renderCard, renderPlain, withoutNotice } from "./render.ts";
import { messageSchema } from "./schema.ts";

/** What an edit is refused with when its message is deleted, or there and never to be changed by this bot. */
const ends: ReadonlyMap<string, Edited> = new Map([
  [`${RESTJSONErrorCodes.UnknownMessage}`, "gone"],
  // Written by an application that the bot was before.
  [`${RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser}`, "fixed"],
  [`${RESTJSONErrorCodes.CannotExecuteActionOnSystemMessage}`, "fixed"],
]);

/**
 * Discord tells its limits with each answer; of edits of old messages it publishes none.
 * Source of that: discord-api-docs#4413, where somebody counted 3 in 20 s.
 */
const rates = {
  posts: { count: 5, perMs: 5000 },
  edits: { count: 5, perMs: 5000 },
  oldEdits: { count: 1, perMs: 20_000 },
} as const;

/**
 * The team's channel, wherever it is at the moment of a call. Discord forgets a message's nonce after some minutes and shows it to
 * nobody who reads the channel (discord.py#2451), so `find` can't say; till then a second post answers with the first.
 */
export function createDiscordTransport(rest: REST, home: Pick<Home, "channelId">): MessageTransport {
  async function post(showing: Showing, nonce: string, signal: AbortSignal): Promise<string> {
    const body = { ...render(showing), nonce, enforce_nonce: true };
    return ask(signal, async () =>
      idOf(await rest.post(Routes.channelMessages(home.channelId), { body, signal })),
    );
  }

  async function edit(messageId: string, showing: Showing, signal: AbortSignal): Promise<Edited> {
    const body = withoutNotice(render(showing));
    try {
      const route = Routes.channelMessage(home.channelId, messageId);
      await ask(signal, async () => idOf(await rest.patch(route, { body, signal })));
      return "edited";
    } catch (error) {
      return endOf(error);
    }
  }

  async function remove(messageId: string, signal: AbortSignal): Promise<void> {
    try {
      await ask(signal, () => rest.delete(Routes.channelMessage(home.channelId, messageId), { signal }));
    } catch (error) {
      if (endOf(error) !== "gone") throw error;
    }
  }

  return {
    platform: "discord",
    rates,
    oldFromMs: 3_600_000,
    post,
    edit,
    remove,
    find: async () => undefined,
    isBlind: true,
    postedAtMs: (messageId) => SnowflakeUtil.timestampFrom(messageId),
    explain: explainRefusal,
  };
}

function render({ card, isPlain }: Showing): MessageBody {
  return isPlain ? renderPlain(card) : renderCard(card);
}

/** @throws the error where it is no end of a message */
function endOf(error: unknown): Edited {
  const end = error instanceof RefusedError ? ends.get(error.code) : undefined;
  if (end === undefined) throw error;
  return end;
}

/** The message that Discord answers a post and an edit with. @throws RefusedError for what something else answers in its place */
function idOf(answer: unknown): string {
  const message = messageSchema.safeParse(answer);
  if (!message.success) throw strangeAnswer("no-message");
  return message.data.id;
}

/** @throws RefusedError, or the signal's reason */
async function ask<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    signal.throwIfAborted();
    throw refusalOfError(error);
  }
}
