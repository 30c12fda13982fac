import { describeError } from "../../core/common/errors.ts";
import type { Log } from "../../core/common/log.ts";
import { type CardPlace, type SenderDeps, createCardSender } from "./card-sender.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Delivery } from "./deliveries.ts";
import { createWakefulLoop } from "./wakeful-loop.ts";

export type DeliveryDeps = SenderDeps & {
  readonly log: Log;
  /** From the end of one edit of a card to the start of its next. */
  readonly minEditGapMs: number;
};

/** Brings one card to its platform when woken: the newest content only, for as long as it takes. */
export function createCardDelivery(place: CardPlace, deps: DeliveryDeps): Delivery {
  const { clock, log, messages, shutdown } = deps;
  const sender = createCardSender(place, deps);
  let nextEditAtMs = 0;

  async function turn(isFinishing: boolean): Promise<number | undefined> {
    await sender.recordSent();
    const placed = (await messages.get(place.teamId, place.id))?.value;
    if (placed === undefined || placed.delivered === fingerprint(placed.card)) return undefined;
    const canWait = placed.card.outcome === "open" && !isFinishing;
    const waitMs = nextEditAtMs - clock.now();
    if (canWait && waitMs > 0) return waitMs;
    await sender.send(placed);
    nextEditAtMs = clock.now() + deps.minEditGapMs;
    return 0;
  }

  function onFailure(error: unknown, failures: number): void {
    log.warn("card not delivered", { id: place.id, failures, ...describeError(error) });
  }

  const loop = createWakefulLoop({ clock, shutdown, turn, onFailure });
  return { ...loop, isOver: () => loop.isIdle() && clock.now() >= nextEditAtMs };
}
