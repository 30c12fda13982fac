import type { Clock } from "../../../core/common/clock.ts";
import type { Log } from "../../../core/common/log.ts";
import type { Collection } from "../../../core/ports/collection.ts";
import type { PlacedCard } from "../../../core/ports/store.ts";
import type { Card } from "../../../core/records/card.ts";
import type { TeamId } from "../../../core/records/ids.ts";
import { createCardEditor } from "./card-editor.ts";
import { createCardPoster } from "./card-poster.ts";
import type { CardRequests } from "./card-requests.ts";
import { fingerprint } from "../fingerprint.ts";
import type { MessageTransport, Showing } from "../message-transport.ts";
import { mustBeSeen } from "./need.ts";
import { abandoned, edited, type News, posted, postedAgain } from "./news.ts";
import { createRefusedContent } from "./refused-content.ts";
import { RefusedError } from "../refused-error.ts";
import { createSentRecord } from "./sent-record.ts";
import { createShowings } from "./showings.ts";
import { createStopwatch } from "../pace/stopwatch.ts";
import type { Tries } from "../pace/tries.ts";
import { isWorthALine } from "../pace/trouble-report.ts";

export type SenderDeps = {
  readonly transport: MessageTransport;
  readonly messages: Collection<PlacedCard>;
  readonly clock: Clock;
  readonly log: Log;
};

/** The record of one card; `isNew` when no earlier life of the bot can have posted it. */
export type CardPlace = { readonly teamId: TeamId; readonly id: string; readonly isNew: boolean };

export type CardSender = {
  /** One attempt to post or edit, then to record what came of it. @throws what the requests or the store throw. */
  send(placed: PlacedCard, requests: CardRequests): Promise<void>;
  /** Until the next attempt is worth it, in milliseconds: its platform has refused this card in any way. */
  waitMs(card: Card): number;
  /** Records what was sent while the store was away; a post that is not recorded must never be made again. */
  recordSent(): Promise<void>;
};

export function createCardSender(place: CardPlace, deps: SenderDeps & { readonly tries: Tries }): CardSender {
  const poster = createCardPoster({ ...deps, isNew: place.isNew });
  const editor = createCardEditor(deps);
  const showings = createShowings(deps.tries);
  const refused = createRefusedContent(createStopwatch(deps.clock));
  const sent = createSentRecord(deps.messages, place, poster);
  const noteRefused = createRefusedNote(place, deps.log);
  /** The content that was posted in the stead of a message. */
  let postedFor: string | undefined;

  async function send(placed: PlacedCard, requests: CardRequests): Promise<void> {
    const showing = showings.of(placed.card);
    try {
      sent.note(await deliver(placed, showing, requests));
    } catch (error) {
      if (!(error instanceof RefusedError) || error.kind !== "content") throw error;
      showings.refused(placed.card);
      noteRefused(error);
      if (!showing.isPlain) return;
      requests.lost(error);
      // What must be seen is tried for as long as it is wanted: a filter of the team's own can refuse it.
      if (mustBeSeen(placed.card)) refused.note(fingerprint(placed.card));
      else sent.note(giveUp(placed.card, { id: place.id, code: error.code }, deps.log));
    } finally {
      await sent.write();
    }
  }

  async function deliver(placed: PlacedCard, showing: Showing, requests: CardRequests): Promise<News> {
    const { card, messageId } = placed;
    const content = fingerprint(card);
    if (messageId === undefined) return posted(await poster.post(showing, requests), content);
    const how = await editor.edit(messageId, showing, requests);
    // What was posted for this very content and can't be changed shows it.
    if (how === "edited" || (how === "fixed" && postedFor === content)) return edited(content);
    if (placed.isPostedAgain === true && (postedFor === content || !mustBeSeen(card))) {
      deps.log.warn("card is left alone", { id: place.id, how });
      return abandoned(content, { isGone: how === "gone" });
    }
    const again = await poster.post(showing, requests, messageId);
    postedFor = content;
    return postedAgain(posted(again, content, how === "fixed" ? messageId : undefined));
  }

  return { send, recordSent: sent.write, waitMs: (card) => refused.waitMs(fingerprint(card)) };
}

/** Says at growing intervals what is refused of one card that may change all the time. */
function createRefusedNote({ id }: CardPlace, log: Log): (refusal: RefusedError) => void {
  let refusals = 0;
  return ({ kind, code }) => {
    refusals += 1;
    if (isWorthALine(refusals)) log.warn("the content of a card is refused", { id, kind, code, refusals });
  };
}

function giveUp(card: Card, data: { readonly id: string; readonly code: string }, log: Log): News {
  log.error("card abandoned", data);
  return abandoned(fingerprint(card), { isGone: false });
}
