import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from "discord.js";
import type { Card } from "../../core/records/card.ts";
import type { MessageTransport } from "../board/message-board.ts";
import { renderCard, renderEdit } from "./render.ts";
import { createdMessageSchema } from "./schema.ts";

/** A message that can't be edited any more: deleted, or written by an application that the bot was before. */
const goneCodes: ReadonlySet<unknown> = new Set([
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser,
]);

/** The team's channel; rate limits and their headers are left to discord.js. */
export function createDiscordTransport(rest: REST, channelId: string): MessageTransport {
  async function post(card: Card, nonce: string, signal: AbortSignal): Promise<string> {
    // Discord answers the same nonce within some minutes with the message that it has already.
    const body = { ...renderCard(card), nonce, enforce_nonce: true };
    return createdMessageSchema.parse(await rest.post(Routes.channelMessages(channelId), { body, signal }))
      .id;
  }

  async function edit(messageId: string, card: Card, signal: AbortSignal): Promise<"edited" | "gone"> {
    try {
      await rest.patch(Routes.channelMessage(channelId, messageId), { body: renderEdit(card), signal });
      return "edited";
    } catch (error) {
      if (error instanceof DiscordAPIError && goneCodes.has(error.code)) return "gone";
      throw error;
    }
  }

  return { platform: "discord", post, edit };
}
