import { DiscordAPIError, SnowflakeUtil, type REST, RESTJSONErrorCodes, Routes } from "discord.js";
import type { Edited, MessageTransport, Showing } from "../board/message-transport.ts";
import { discordFailures } from "../../core/words/discord.ts";
import { renderCard, renderEdit } from "./render.ts";
import { createdMessageSchema } from "./schema.ts";

/** A message that can't be edited any more: deleted, or written by an application that the bot was before. */
const goneCodes: ReadonlySet<unknown> = new Set([
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser,
]);

const rates = {
  posts: { count: 5, perMs: 5000 },
  edits: { count: 5, perMs: 5000 },
  oldEdits: { count: 1, perMs: 20_000 },
} as const;

/** The team's channel; rate limits and their headers are left to discord.js. */
export function createDiscordTransport(rest: REST, channelId: string): MessageTransport {
  async function post({ card }: Showing, nonce: string, signal: AbortSignal): Promise<string> {
    // Discord answers the same nonce within some minutes with the message that it has already.
    const body = { ...renderCard(card), nonce, enforce_nonce: true };
    return createdMessageSchema.parse(await rest.post(Routes.channelMessages(channelId), { body, signal }))
      .id;
  }

  async function edit(messageId: string, { card }: Showing, signal: AbortSignal): Promise<Edited> {
    try {
      await rest.patch(Routes.channelMessage(channelId, messageId), { body: renderEdit(card), signal });
      return "edited";
    } catch (error) {
      if (error instanceof DiscordAPIError && goneCodes.has(error.code)) return "gone";
      throw error;
    }
  }

  async function remove(messageId: string, signal: AbortSignal): Promise<void> {
    await rest.delete(Routes.channelMessage(channelId, messageId), { signal });
  }

  return {
    platform: "discord",
    rates,
    oldFromMs: 3_600_000,
    post,
    edit,
    remove,
    find: async () => undefined,
    postedAtMs: (messageId) => SnowflakeUtil.timestampFrom(messageId),
    explain: (refusal) => discordFailures.unreachable(refusal),
  };
}
