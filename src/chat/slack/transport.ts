import type { Card } from "../../core/records/card.ts";
import type { Edited, MessageTransport, Showing } from "../board/message-transport.ts";
import type { SlackApi } from "./api.ts";
import { explainCards } from "./explain.ts";
import { cardEventType, type CardChannel, listPostedCards } from "./posted-cards.ts";
import { isRefusal, readAnswer } from "./read-refusal.ts";
import { renderCard, renderPlainCard, type SlackMessage } from "./render.ts";
import { postedSchema } from "./schema.ts";

/** Source: https://docs.slack.dev/apis/web-api/rate-limits (posting: one a second and channel; chat.update: tier 3). */
const rates = {
  posts: { count: 1, perMs: 1000 },
  edits: { count: 50, perMs: 60_000 },
  oldEdits: { count: 50, perMs: 60_000 },
} as const;

/** Posts and edits cards in one channel. */
export function createSlackTransport(api: SlackApi, channel: CardChannel): MessageTransport {
  return {
    platform: "slack",
    rates,
    oldFromMs: Number.POSITIVE_INFINITY,
    post: async (showing, nonce, signal) => post(api, { ...channel, showing, nonce }, signal),
    edit: async (ts, showing, signal) => edit(api, { ...channel, showing, ts }, signal),
    remove: async (ts, signal) => remove(api, { channel: channel.channelId, ts }, signal),
    async find(nonce, signal) {
      const posted = await listPostedCards(api, channel, signal);
      return posted.filter((card) => card.nonce === nonce).map(({ ts }) => ts);
    },
    postedAtMs: (ts) => Number(ts) * 1000,
    explain: explainCards,
  };
}

/** Slack itself takes the same post twice; the nonce in the message's metadata is how it is found. */
async function post(
  api: SlackApi,
  { channelId, showing, nonce }: CardChannel & { showing: Showing; nonce: string },
  signal: AbortSignal,
): Promise<string> {
  const message = {
    channel: channelId,
    ...render(showing),
    // Slack can refuse the metadata too: a plain one is what it takes of any bot.
    ...(showing.isPlain ? {} : { metadata: { event_type: cardEventType, event_payload: { key: nonce } } }),
    unfurl_links: false,
    unfurl_media: false,
  };
  return readAnswer(postedSchema, await api.call("chat.postMessage", message, signal)).ts;
}

async function edit(
  api: SlackApi,
  { channelId, showing, ts }: CardChannel & { showing: Showing; ts: string },
  signal: AbortSignal,
): Promise<Edited> {
  try {
    await api.call("chat.update", { channel: channelId, ts, ...render(showing) }, signal);
    return "edited";
  } catch (error) {
    if (isRefusal(error, "message_not_found")) return "gone";
    if (isRefusal(error, ...fixedWords)) return "fixed";
    throw error;
  }
}

/** The message is there, and whatever is sent it stays as it is. */
const fixedWords = ["edit_window_closed", "cant_update_message"] as const;

async function remove(
  api: SlackApi,
  place: { readonly channel: string; readonly ts: string },
  signal: AbortSignal,
): Promise<void> {
  await api.call("chat.delete", place, signal).catch((error: unknown) => {
    if (!isRefusal(error, "message_not_found")) throw error;
  });
}

function render({ card, isPlain }: { card: Card; isPlain: boolean }): SlackMessage {
  return isPlain ? renderPlainCard(card) : renderCard(card);
}
