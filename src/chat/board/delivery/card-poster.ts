import type { Clock } from "../../../core/common/clock.ts";
import type { Log } from "../../../core/common/log.ts";
import type { CardRequests } from "./card-requests.ts";
import { findPosted } from "./doubles.ts";
import { postNonce } from "../fingerprint.ts";
import type { MessageTransport, Showing } from "../message-transport.ts";
import { NoTurnError } from "../pace/queue.ts";
import { RefusedError } from "../refused-error.ts";

type Message = { readonly messageId: string; readonly postedAtMs: number };

/** A message that stands for a card. */
export type Posted = Message & {
  /** Whether it certainly shows what was posted: no earlier attempt can have made it. */
  readonly isSure: boolean;
};

export type PosterDeps = {
  readonly transport: Pick<MessageTransport, "postedAtMs">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  /** Whether no earlier life of the bot can have posted the card. */
  readonly isNew: boolean;
};

export type CardPoster = {
  /** @param goneId the message that it stands in for. @throws as the requests */
  post(showing: Showing, requests: CardRequests, goneId?: string): Promise<Posted>;
  /** Nonces of posts that may have been made more than once, until it is told that they are recorded. */
  doubts(): readonly string[];
  recorded(doubts: readonly string[]): void;
};

/** Posts one card so that it is there once, also where nobody knows what became of the attempts before. */
export function createCardPoster({ transport, clock, log, isNew }: PosterDeps): CardPoster {
  const uncertain = new Set<string>();
  const unrecorded = new Set<string>();

  function doubt(nonce: string): void {
    if (!uncertain.has(nonce)) unrecorded.add(nonce);
    uncertain.add(nonce);
  }

  async function post(showing: Showing, requests: CardRequests, goneId?: string): Promise<Posted> {
    const nonce = postNonce(showing.card, goneId);
    const isSure = isNew && goneId === undefined && !uncertain.has(nonce);
    if (isSure) return { ...(await postNow(showing, nonce, requests)), isSure };
    doubt(nonce);
    // The others, if any, are removed when the card is shown.
    const [known] = await findPosted(nonce, { requests, log });
    if (known === undefined) return { ...(await postNow(showing, nonce, requests)), isSure };
    return { messageId: known, postedAtMs: timeOf(known), isSure };
  }

  async function postNow(showing: Showing, nonce: string, requests: CardRequests): Promise<Message> {
    try {
      return { messageId: await requests.post(showing, nonce), postedAtMs: clock.now() };
    } catch (error) {
      const isNotMade = error instanceof NoTurnError || (error instanceof RefusedError && error.isCertain);
      if (!isNotMade) doubt(nonce);
      throw error;
    }
  }

  /** By the platform's clock, which may be ahead. */
  function timeOf(messageId: string): number {
    const atMs = transport.postedAtMs(messageId);
    return Number.isFinite(atMs) ? Math.min(atMs, clock.now()) : clock.now();
  }

  function recorded(doubts: readonly string[]): void {
    for (const nonce of doubts) unrecorded.delete(nonce);
  }

  return { post, recorded, doubts: () => [...unrecorded] };
}
