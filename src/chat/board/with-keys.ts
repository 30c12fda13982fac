import type { Keys } from "../../core/ports/pod-keys.ts";
import type { Chat } from "../../core/ports/chat.ts";
import { revealCard } from "../../core/access/reveal-keys.ts";
import type { MessageTransport, Showing } from "./message-transport.ts";

/** The transport with the keys put into what it sends: the board above it keeps cards without any. */
export function withKeys(transport: MessageTransport, keys: Keys): MessageTransport {
  const reveal = ({ card, isPlain }: Showing): Showing => ({ card: revealCard(card, keys), isPlain });
  return {
    ...transport,
    post: (showing, nonce, signal) => transport.post(reveal(showing), nonce, signal),
    edit: (messageId, showing, signal) => transport.edit(messageId, reveal(showing), signal),
  };
}

/** The same for a chat that shows its cards at once and keeps none, such as a terminal. */
export function chatWithKeys(chat: Chat, keys: Keys): Chat {
  return { show: (card) => chat.show(revealCard(card, keys)) };
}
