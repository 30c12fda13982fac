import type { MessageTransport } from "../../src/chat/board/message-board.ts";
import { discordFailures } from "../../src/core/words/discord.ts";
import type { Card } from "../../src/core/records/card.ts";

/** A platform in memory: messages by id, deduplicated by nonce, with faults on order. */
export type SimulatedTransport = MessageTransport & {
  readonly calls: readonly string[];
  readonly posted: ReadonlyMap<string, Card>;
  /** Somebody of the team deletes a message. */
  deleteByHand(messageId: string): void;
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
    rates: {
      posts: { count: 5, perMs: 5000 },
      edits: { count: 5, perMs: 5000 },
      oldEdits: { count: 1, perMs: 20_000 },
    },
    oldFromMs: 3_600_000,
    deleteByHand(messageId) {
      posted.delete(messageId);
    },
    async remove(messageId, signal) {
      calls.push(`remove ${messageId}`);
      await transport.before(signal);
      posted.delete(messageId);
    },
    find: async () => undefined,
    postedAtMs: () => 0,
    explain: (refusal) => discordFailures.unreachable(refusal),
    before: () => Promise.resolve(),
    afterPost: () => Promise.resolve(),
    async post({ card }, nonce, signal) {
      calls.push(`post ${card.title}`);
      await transport.before(signal);
      const messageId = nonces.get(nonce) ?? `m${nonces.size + 1}`;
      if (!nonces.has(nonce)) posted.set(messageId, card);
      nonces.set(nonce, messageId);
      await transport.afterPost(signal);
      return messageId;
    },
    async edit(messageId, { card }, signal) {
      calls.push(`edit ${messageId} ${card.title}`);
      await transport.before(signal);
      if (!posted.has(messageId)) return "gone";
      posted.set(messageId, card);
      return "edited";
    },
  };
  return transport;
}
