import type { SlackApi } from "./api.ts";
import { readAnswer } from "./read-refusal.ts";
import { historySchema } from "./schema.ts";

export const cardEventType = "labelpod_card";

/** Where the bot's cards are, and by which bot. */
export type CardChannel = { readonly channelId: string; readonly botId: string };

/** A message of the bot's own, with the nonce that it was posted with. */
export type PostedCard = { readonly ts: string; readonly nonce: string };

/** Slack gives at most this many messages in one page to every app; a card that is older is not found. */
const pageSize = 100;

/** The cards among the channel's newest messages, oldest first. @throws RefusedError */
export async function listPostedCards(
  api: SlackApi,
  { channelId, botId }: CardChannel,
  signal: AbortSignal,
): Promise<readonly PostedCard[]> {
  const wanted = { channel: channelId, limit: pageSize, include_all_metadata: true };
  const { messages } = readAnswer(historySchema, await api.call("conversations.history", wanted, signal));
  return messages
    .flatMap(({ ts, bot_id, metadata }): PostedCard[] => {
      const nonce = metadata?.event_payload["key"];
      // Another app could put our nonce into a message of its own.
      const isOurs = bot_id === botId && metadata?.event_type === cardEventType;
      return isOurs && typeof nonce === "string" ? [{ ts, nonce }] : [];
    })
    .toSorted((a, b) => Number(a.ts) - Number(b.ts));
}
