import { describeError } from "../core/errors.ts";
import type { Log } from "../core/ports.ts";
import { type CardPlace, type SenderDeps, createCardSender } from "./card-sender.ts";
import { fingerprint } from "./fingerprint.ts";
import { createPause } from "./pause.ts";

export type DeliveryDeps = SenderDeps & {
  readonly log: Log;
  /** From the end of one edit of a card to the start of its next. */
  readonly minEditGapMs: number;
};

export type CardDelivery = {
  /** Says that the record has changed; `isUrgent` ends any waiting. */
  wake(isUrgent: boolean): void;
  /** Makes one last attempt without waiting; returns when nothing is under way any more. */
  finish(): Promise<void>;
};

const longestBackoffMs = 60_000;

/** Brings one card to its platform, the newest content only, and tries again for as long as the bot lives. */
export function createCardDelivery(place: CardPlace, deps: DeliveryDeps): CardDelivery {
  const { clock, log, shutdown } = deps;
  const pause = createPause(clock, shutdown);
  const sender = createCardSender(place, deps);
  let running: Promise<void> | undefined;
  let isDue = false;
  let isClosing = false;
  let failures = 0;
  let nextEditAtMs = 0;

  async function run(): Promise<void> {
    while (isDue && !shutdown.aborted) {
      isDue = false;
      await deliverNewest().then(() => (failures = 0), backOff);
    }
    // In the same turn as the last look at `isDue`, so that no wake falls between.
    running = undefined;
  }

  async function deliverNewest(): Promise<void> {
    await sender.recordSent();
    const stored = await deps.messages.get(place.teamId, place.id);
    if (stored === undefined || stored.value.delivered === fingerprint(stored.value.card)) return;
    // When it was woken during the read it reads again first: the newer content may be urgent.
    const isStale = isDue;
    isDue = true;
    if (isStale) return;
    const waitMs = stored.value.card.outcome === "open" ? nextEditAtMs - clock.now() : 0;
    if (waitMs > 0 && !isClosing) return pause.wait(waitMs);
    await sender.send(stored.value);
    nextEditAtMs = clock.now() + deps.minEditGapMs;
  }

  async function backOff(error: unknown): Promise<void> {
    failures += 1;
    log.warn("card not delivered", { id: place.id, failures, ...describeError(error) });
    isDue = !isClosing;
    if (isDue) await pause.wait(Math.min(1000 * 2 ** (failures - 1), longestBackoffMs));
  }

  function wake(isUrgent: boolean): void {
    isDue = true;
    if (isUrgent) pause.cut();
    running ??= run();
  }

  async function finish(): Promise<void> {
    isClosing = true;
    pause.cut();
    await running;
  }

  return { wake, finish };
}
