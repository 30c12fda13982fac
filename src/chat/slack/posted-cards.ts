import { historySchema } from "./schema.ts";
import type { SlackApi } from "./api.ts";

export const cardEventType = "labelpod_card";

/** The cards that the channel's newest messages show, by the nonces in their metadata. */
export type PostedCards = {
  /** Reads the channel again. @throws SlackApiError */
  look(signal: AbortSignal): Promise<void>;
  /** The id of the message that was posted with this nonce. */
  find(nonce: string): string | undefined;
};

/** Slack gives at most this many messages in one page to every app; a card that is older is not found. */
const pageSize = 100;

export function createPostedCards(api: SlackApi, channelId: string, botId: string): PostedCards {
  let found: ReadonlyMap<string, string> = new Map();

  async function look(signal: AbortSignal): Promise<void> {
    const wanted = { channel: channelId, limit: pageSize, include_all_metadata: true };
    const { messages } = historySchema.parse(await api.call("conversations.history", wanted, signal));
    found = new Map(
      messages.flatMap(({ ts, bot_id, metadata }): [string, string][] => {
        const key = metadata?.event_payload["key"];
        // Another app could put our nonce into a message of its own.
        const isOurs = bot_id === botId && metadata?.event_type === cardEventType;
        return isOurs && typeof key === "string" ? [[key, ts]] : [];
      }),
    );
  }

  return { look, find: (nonce) => found.get(nonce) };
}
