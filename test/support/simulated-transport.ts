import type { MessageTransport } from "../../src/chat/board/message-board.ts";
import type { Card } from "../../src/core/records/card.ts";

/** A platform in memory: messages by id, deduplicated by nonce, with faults on order. */
export type SimulatedTransport = MessageTransport & {
  readonly calls: readonly string[];
  readonly posted: ReadonlyMap<string, Card>;
  remove(messageId: string): void;
  /** Before each call: throw to be down. */
  before: (signal: AbortSignal) => Promise<void>;
  /** After the platform took a post and before it answers. */
  afterPost: (signal: AbortSignal) => Promise<void>;
};

export function createSimulatedTransport(): SimulatedTransport {
  const calls: string[] = [];
  const posted = new Map<string, Card>();
  const nonces = new Map<string, string>();
  const transport: SimulatedTransport = {
    platform: "discord",
    calls,
    posted,
    remove(messageId) {
      posted.delete(messageId);
    },
    before: () => Promise.resolve(),
    afterPost: () => Promise.resolve(),
    async post(card, nonce, signal) {
      calls.push(`post ${card.title}`);
      await transport.before(signal);
      const messageId = nonces.get(nonce) ?? `m${nonces.size + 1}`;
      if (!nonces.has(nonce)) posted.set(messageId, card);
      nonces.set(nonce, messageId);
      await transport.afterPost(signal);
      return messageId;
    },
    async edit(messageId, card, signal) {
      calls.push(`edit ${messageId} ${card.title}`);
      await transport.before(signal);
      if (!posted.has(messageId)) return "gone";
      posted.set(messageId, card);
      return "edited";
    },
  };
  return transport;
}
