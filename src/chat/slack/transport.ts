import { slackFailures } from "../../core/words/slack.ts";
import type { Edited, MessageTransport, Showing } from "../board/message-transport.ts";
import type { SlackApi } from "./api.ts";
import { isRefusal } from "./api-error.ts";
import { cardEventType, type PostedCards } from "./posted-cards.ts";
import { renderCard } from "./render.ts";
import { postedSchema } from "./schema.ts";

/** Source: https://docs.slack.dev/apis/web-api/rate-limits (posting: one a second and channel; chat.update: tier 3). */
const rates = {
  posts: { count: 1, perMs: 1000 },
  edits: { count: 50, perMs: 60_000 },
  oldEdits: { count: 50, perMs: 60_000 },
} as const;

/** Posts and edits cards in one channel; `posted` has looked at the channel since the start. */
export function createSlackTransport(
  api: SlackApi,
  channelId: string,
  posted: PostedCards,
): MessageTransport {
  /** Nonces of posts that failed, so that their messages may be there nonetheless; each ends with the post that succeeds. */
  const doubtful = new Set<string>();

  /** Slack itself takes the same post twice. */
  async function post({ card }: Showing, nonce: string, signal: AbortSignal): Promise<string> {
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

  async function edit(messageId: string, { card }: Showing, signal: AbortSignal): Promise<Edited> {
    try {
      await api.call("chat.update", { channel: channelId, ts: messageId, ...renderCard(card) }, signal);
      return "edited";
    } catch (error) {
      if (isRefusal(error, "message_not_found")) return "gone";
      if (isRefusal(error, "edit_window_closed", "cant_update_message")) return "fixed";
      throw error;
    }
  }

  async function remove(messageId: string, signal: AbortSignal): Promise<void> {
    await api.call("chat.delete", { channel: channelId, ts: messageId }, signal);
  }

  async function find(nonce: string, signal: AbortSignal): Promise<readonly string[]> {
    await posted.look(signal);
    const known = posted.find(nonce);
    return known === undefined ? [] : [known];
  }

  return {
    platform: "slack",
    rates,
    oldFromMs: Number.POSITIVE_INFINITY,
    post,
    edit,
    remove,
    find,
    postedAtMs: (messageId) => Number(messageId) * 1000,
    explain: (refusal) => slackFailures.unexpected(refusal),
  };
}
