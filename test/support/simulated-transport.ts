import type { Edited, MessageTransport, Showing } from "../../src/chat/board/message-transport.ts";
import { type Refusal, RefusedError } from "../../src/chat/board/refused-error.ts";
import type { Clock } from "../../src/core/common/clock.ts";
import { discordFailures } from "../../src/core/words/discord.ts";
import type { Card } from "../../src/core/records/card.ts";

/** One request as the platform sees it; `isOld`: the edit of a message that is over an hour old. */
export type SeenRequest = {
  readonly kind: "post" | "edit" | "find" | "remove";
  readonly atMs: number;
  readonly title: string;
  readonly isOld: boolean;
};

/** What becomes of a request; a post that is refused may be made all the same, at once or later. */
export type Fate =
  | { readonly refusal: Refusal; readonly isMade?: boolean; readonly madeAfterMs?: number }
  | Edited
  | undefined;

/** A platform in memory: messages by id, with faults on order. */
export type SimulatedTransport = MessageTransport & {
  readonly calls: readonly string[];
  readonly seen: readonly SeenRequest[];
  readonly posted: ReadonlyMap<string, Card>;
  /** Those of them that show title and outcome alone. */
  readonly plain: ReadonlySet<string>;
  /** Somebody of the team deletes a message. */
  deleteByHand(messageId: string): void;
  /** Before each call: throw to be down. */
  before: (signal: AbortSignal) => Promise<void>;
  /** After the platform took a post and before it answers. */
  afterPost: (signal: AbortSignal) => Promise<void>;
  /** Asked for each request after `before`. */
  fateOf: (request: SeenRequest) => Fate;
  /** Whether it answers the same nonce with the message that is there. @default true */
  knowsNonces: boolean;
  /** Whether it can say what was posted with a nonce. @default false */
  canFind: boolean;
};

const hour = 3_600_000;

export function createSimulatedTransport(clock: Pick<Clock, "now" | "sleep">): SimulatedTransport {
  const calls: string[] = [];
  const seen: SeenRequest[] = [];
  const posted = new Map<string, Card>();
  const plain = new Set<string>();
  /** Of each message that was ever made: when, and by which nonce. */
  const made = new Map<string, { readonly atMs: number; readonly nonce: string }>();

  function make(nonce: string, showing: Showing): string {
    const known = [...made].find(([, message]) => transport.knowsNonces && message.nonce === nonce);
    if (known !== undefined) return known[0];
    const messageId = `m${made.size + 1}`;
    made.set(messageId, { atMs: clock.now(), nonce });
    put(messageId, showing);
    return messageId;
  }

  function put(messageId: string, { card, isPlain }: Showing): void {
    posted.set(messageId, card);
    if (isPlain) plain.add(messageId);
    else plain.delete(messageId);
  }

  function take(kind: SeenRequest["kind"], title: string, isOld = false): Fate {
    const now = { kind, title, isOld, atMs: clock.now() };
    seen.push(now);
    return transport.fateOf(now);
  }

  async function makeLate(fate: Fate, nonce: string, showing: Showing): Promise<void> {
    if (typeof fate !== "object" || (fate.isMade !== true && fate.madeAfterMs === undefined)) return;
    if (fate.madeAfterMs !== undefined) await clock.sleep(fate.madeAfterMs);
    make(nonce, showing);
  }

  function hasAged(messageId: string): boolean {
    return clock.now() - (made.get(messageId)?.atMs ?? 0) >= hour;
  }

  const transport: SimulatedTransport = {
    platform: "discord",
    calls,
    seen,
    posted,
    plain,
    knowsNonces: true,
    canFind: false,
    rates: {
      posts: { count: 5, perMs: 5000 },
      edits: { count: 5, perMs: 5000 },
      oldEdits: { count: 1, perMs: 20_000 },
    },
    oldFromMs: hour,
    deleteByHand(messageId) {
      posted.delete(messageId);
    },
    before: () => Promise.resolve(),
    afterPost: () => Promise.resolve(),
    fateOf: () => undefined,
    postedAtMs: (messageId) => made.get(messageId)?.atMs ?? 0,
    explain: (refusal) => discordFailures.unreachable(refusal),
    async post(showing, nonce, signal) {
      const { title } = showing.card;
      calls.push(`post ${title}`);
      await transport.before(signal);
      const fate = take("post", title);
      void makeLate(fate, nonce, showing);
      const refusal = refused(fate);
      if (refusal !== undefined) throw refusal;
      const messageId = make(nonce, showing);
      await transport.afterPost(signal);
      return messageId;
    },
    async edit(messageId, showing, signal) {
      const { title } = showing.card;
      calls.push(`edit ${messageId} ${title}`);
      await transport.before(signal);
      const fate = take("edit", title, hasAged(messageId));
      const refusal = refused(fate);
      if (refusal !== undefined) throw refusal;
      if (fate === "gone") posted.delete(messageId);
      if (fate === "fixed") return fate;
      if (!posted.has(messageId)) return "gone";
      put(messageId, showing);
      return "edited";
    },
    async remove(messageId, signal) {
      calls.push(`remove ${messageId}`);
      await transport.before(signal);
      const refusal = refused(take("remove", messageId));
      if (refusal !== undefined) throw refusal;
      posted.delete(messageId);
    },
    async find(nonce, signal) {
      if (!transport.canFind) return undefined;
      calls.push("find");
      await transport.before(signal);
      const refusal = refused(take("find", nonce));
      if (refusal !== undefined) throw refusal;
      return [...made].filter(([id, message]) => message.nonce === nonce && posted.has(id)).map(([id]) => id);
    },
  };
  return transport;
}

function refused(fate: Fate): RefusedError | undefined {
  return typeof fate === "object" ? new RefusedError("simulated", fate.refusal) : undefined;
}
