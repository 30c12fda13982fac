import { describeError } from "../../../core/common/errors.ts";
import type { Log } from "../../../core/common/log.ts";
import { type CardRequests, createCardRequests, type RequestDeps } from "./card-requests.ts";
import { type CardPlace, type SenderDeps, createCardSender } from "./card-sender.ts";
import { createDoubles } from "./doubles.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Delivery } from "./deliveries.ts";
import { isNeeded } from "./need.ts";
import { NoTurnError } from "../pace/queue.ts";
import { RefusedError } from "../refused-error.ts";
import type { PlacedCard } from "../../../core/ports/store.ts";
import { createStopwatch } from "../pace/stopwatch.ts";
import { createTries, type Tries } from "../pace/tries.ts";
import { isWorthALine } from "../pace/trouble-report.ts";
import { createWakefulLoop, type Turn } from "../wakeful-loop.ts";

export type DeliveryDeps = SenderDeps &
  RequestDeps & {
    /** From the end of one edit of a card to the start of its next. */
    readonly minEditGapMs: number;
  };

/** Brings one card to its platform when woken: the newest content only, for as long as it takes. */
export function createCardDelivery(place: CardPlace, deps: DeliveryDeps): Delivery {
  const { clock, log, messages, shutdown } = deps;
  const tries = createTries();
  const sender = createCardSender(place, { ...deps, tries });
  const doubles = createDoubles(place, deps);
  const now = createStopwatch(clock);
  let nextEditAtMs = 0;
  let sinceMs: number | undefined;

  async function turn(asked: Turn): Promise<number | undefined> {
    await sender.recordSent();
    const placed = (await messages.get(place.teamId, place.id))?.value;
    if (placed === undefined) return undefined;
    try {
      return isSettled(placed) ? await tidy(placed, asked) : await deliver(placed, asked);
    } catch (error) {
      if (!isPaced(error, tries)) throw error;
      return asked.isFinishing ? undefined : 0;
    }
  }

  async function deliver(placed: PlacedCard, { isFinishing, news }: Turn): Promise<number | undefined> {
    const refusedMs = sender.waitMs(placed.card);
    if (refusedMs > 0) return isFinishing ? undefined : refusedMs;
    const waitMs = placed.card.outcome === "open" && !isFinishing ? nextEditAtMs - now() : 0;
    if (waitMs > 0) return waitMs;
    sinceMs ??= placed.shownAtMs ?? clock.now();
    await sender.send(placed, requestsOf({ isNeeded: isNeeded(placed.card), sinceMs }, news));
    nextEditAtMs = now() + deps.minEditGapMs;
    return 0;
  }

  /** After all that has to be shown. */
  async function tidy(placed: PlacedCard, { isFinishing, news }: Turn): Promise<number | undefined> {
    sinceMs = undefined;
    if (isFinishing) return undefined;
    return doubles.tidy(placed, requestsOf({ isNeeded: false, sinceMs: clock.now() }, news));
  }

  function requestsOf(need: Need, news: AbortSignal): CardRequests {
    return createCardRequests(deps, { ...need, tries }, news);
  }

  const loop = createWakefulLoop({ clock, shutdown, turn, onFailure: noteFailure(place, log) });
  return { ...loop, isOver: () => loop.isIdle() && now() >= nextEditAtMs };
}

/** Whether the pace of all cards keeps the next attempt back. */
function isPaced(error: unknown, tries: Tries): boolean {
  return error instanceof NoTurnError || (error instanceof RefusedError && !tries.isOwn());
}

function noteFailure({ id }: CardPlace, log: Log): (error: unknown, failures: number) => void {
  return (error, failures) => {
    if (isWorthALine(failures)) log.warn("card not delivered", { id, failures, ...describeError(error) });
  };
}

type Need = { readonly isNeeded: boolean; readonly sinceMs: number };

function isSettled({ card, delivered, abandoned }: PlacedCard): boolean {
  const content = fingerprint(card);
  return content === delivered || content === abandoned;
}
