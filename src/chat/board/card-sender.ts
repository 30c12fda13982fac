import { defined } from "../../core/common/defined.ts";
import type { TeamId } from "../../core/records/ids.ts";
import type { Clock } from "../../core/common/clock.ts";
import type { Collection } from "../../core/ports/collection.ts";
import { type PlacedCard, update } from "../../core/ports/store.ts";
import { fingerprint, postNonce } from "./fingerprint.ts";
import type { MessageTransport } from "./message-transport.ts";

export type SenderDeps = {
  readonly transport: MessageTransport;
  readonly messages: Collection<PlacedCard>;
  readonly clock: Clock;
  /** Aborts what is under way. */
  readonly shutdown: AbortSignal;
};

/** The record of one card; `isNew` when no earlier life of the bot can have posted it. */
export type CardPlace = { readonly teamId: TeamId; readonly id: string; readonly isNew: boolean };

/** What a platform has taken; without `delivered` it may be showing older content. */
type Sent = {
  readonly messageId: string;
  readonly delivered?: string;
  readonly isPostedAgain?: true;
  readonly postedAtMs?: number;
};

export type CardSender = {
  /** One attempt to post or edit, then to record it. @throws what the transport or the store throws. */
  send(placed: PlacedCard): Promise<void>;
  /** Records what was sent while the store was away; a post that is not recorded must never be made again. */
  recordSent(): Promise<void>;
};

const attemptMs = 20_000;

export function createCardSender(place: CardPlace, deps: SenderDeps): CardSender {
  const { transport, messages, clock } = deps;
  let isFirstPost = place.isNew;
  let sent: Sent | undefined;

  async function send(placed: PlacedCard): Promise<void> {
    const signal = deps.clock.deadline(attemptMs, deps.shutdown);
    sent =
      placed.messageId === undefined
        ? await post(placed, signal)
        : await edit(placed.messageId, placed, signal);
    await recordSent();
  }

  async function post({ card }: PlacedCard, signal: AbortSignal, goneId?: string): Promise<Sent> {
    // An attempt before, of this life or an earlier one, may have made the message with the content of then.
    const isSure = isFirstPost;
    isFirstPost = false;
    const showing = { card, isPlain: false };
    const messageId = await transport.post(showing, postNonce(card, goneId), signal);
    const posted = { messageId, postedAtMs: clock.now() };
    return isSure ? { ...posted, delivered: fingerprint(card) } : posted;
  }

  async function edit(messageId: string, placed: PlacedCard, signal: AbortSignal): Promise<Sent> {
    const result = await transport.edit(messageId, { card: placed.card, isPlain: false }, signal);
    if (result !== "edited" && placed.isPostedAgain !== true)
      return { ...(await post(placed, signal, messageId)), isPostedAgain: true };
    return { messageId, delivered: fingerprint(placed.card) };
  }

  async function recordSent(): Promise<void> {
    if (sent === undefined) return;
    const news = sent;
    await update(messages, place, (placed) => {
      const { delivered: _, ...rest } = placed;
      return { ...rest, ...news, ...defined({ postedAtMs: placed.postedAtMs ?? news.postedAtMs }) };
    });
    sent = undefined;
  }

  return { send, recordSent };
}
