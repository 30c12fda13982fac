import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import type { CardRequests } from "./card-requests.ts";
import { lookFor, removeDouble } from "./doubles.ts";
import { postNonce } from "./fingerprint.ts";
import type { MessageTransport, Showing } from "./message-transport.ts";
import { NoTurnError } from "./queue.ts";
import { RefusedError } from "./refused-error.ts";

/** A message that stands for a card. */
export type Posted = {
  readonly messageId: string;
  readonly postedAtMs: number;
  /** Whether it certainly shows what was posted: no earlier attempt can have made it. */
  readonly isSure: boolean;
  /** Present when an earlier attempt may have made one more. */
  readonly nonceInDoubt?: string;
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
};

/** Posts one card so that it is there once, also where nobody knows what became of the attempts before. */
export function createCardPoster({ transport, clock, log, isNew }: PosterDeps): CardPoster {
  const uncertain = new Set<string>();

  async function post(showing: Showing, requests: CardRequests, goneId?: string): Promise<Posted> {
    const nonce = postNonce(showing.card, goneId);
    const isSure = isNew && goneId === undefined && !uncertain.has(nonce);
    if (isSure) return { ...(await postNow(showing, nonce, requests)), isSure };
    const { found, canLook } = await lookFor(nonce, { requests, log });
    const [known, ...others] = found;
    if (known === undefined) {
      const posted = await postNow(showing, nonce, requests);
      return { ...posted, isSure, ...(canLook ? { nonceInDoubt: nonce } : {}) };
    }
    for (const other of others) await removeDouble(other, { requests, log });
    return { messageId: known, postedAtMs: timeOf(known), isSure, nonceInDoubt: nonce };
  }

  async function postNow(
    showing: Showing,
    nonce: string,
    requests: CardRequests,
  ): Promise<Pick<Posted, "messageId" | "postedAtMs">> {
    try {
      return { messageId: await requests.post(showing, nonce), postedAtMs: clock.now() };
    } catch (error) {
      const isNotMade = error instanceof NoTurnError || (error instanceof RefusedError && error.isCertain);
      if (!isNotMade) uncertain.add(nonce);
      throw error;
    }
  }

  /** By the platform's clock, which may be ahead. */
  function timeOf(messageId: string): number {
    const atMs = transport.postedAtMs(messageId);
    return Number.isFinite(atMs) ? Math.min(atMs, clock.now()) : clock.now();
  }

  return { post };
}
