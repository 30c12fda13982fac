import type { Card } from "../../core/records/card.ts";
import type { MessageTransport } from "../board/message-transport.ts";
import type { SlackApi } from "./api.ts";
import { isRefusal } from "./api-error.ts";
import { cardEventType, type PostedCards } from "./posted-cards.ts";
import { renderCard } from "./render.ts";
import { postedSchema } from "./schema.ts";

/** Posts and edits cards in one channel; `posted` has looked at the channel since the start. */
export function createSlackTransport(
  api: SlackApi,
  channelId: string,
  posted: PostedCards,
): MessageTransport {
  /** Nonces of posts that failed, so that their messages may be there nonetheless; each ends with the post that succeeds. */
  const doubtful = new Set<string>();

  /** Slack itself takes the same post twice. */
  async function post(card: Card, nonce: string, signal: AbortSignal): Promise<string> {
    if (doubtful.has(nonce)) await posted.look(signal);
    const known = posted.find(nonce);
    if (known !== undefined) return known;
    doubtful.add(nonce);
    const metadata = { event_type: cardEventType, event_payload: { key: nonce } };
    const message = {
      channel: channelId,
      ...renderCard(card),
      metadata,
      unfurl_links: false,
      unfurl_media: false,
    };
    const { ts } = postedSchema.parse(await api.call("chat.postMessage", message, signal));
    doubtful.delete(nonce);
    return ts;
  }

  async function edit(messageId: string, card: Card, signal: AbortSignal): Promise<"edited" | "gone"> {
    try {
      await api.call("chat.update", { channel: channelId, ts: messageId, ...renderCard(card) }, signal);
      return "edited";
    } catch (error) {
      if (isRefusal(error, "message_not_found", "edit_window_closed")) return "gone";
      throw error;
    }
  }

  return { platform: "slack", post, edit };
}
