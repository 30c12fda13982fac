import type { Card } from "../../core/records/card.ts";
import type { Chat } from "../../core/ports/chat.ts";
import { type DeliveryDeps, createCardDelivery } from "./delivery/card-delivery.ts";
import { createDeliveries } from "./delivery/deliveries.ts";
import type { OpenCollection, Stored } from "../../core/ports/collection.ts";
import type { PlacedCard } from "../../core/ports/store.ts";
import { isNeeded } from "./delivery/need.ts";
import { createPace } from "./pace/pace.ts";
import { recordCard } from "./record-card.ts";
import type { PlatformHealth } from "../platform-health.ts";

export type MessageBoardDeps = Omit<DeliveryDeps, "shutdown" | "messages" | "pace"> & {
  readonly messages: OpenCollection<PlacedCard>;
  /** Hears whether the platform takes cards. */
  readonly health: PlatformHealth;
};

export type MessageBoard = Chat &
  AsyncDisposable & {
    /** Delivers what an earlier life of the bot left undelivered; call it once, when the platform is connected. */
    resume(): Promise<void>;
  };

/** How long the disposal waits for what is still to be said. */
const lastWordsMs = 3000;

/**
 * The cards of one platform: `show` records, delivery follows in the background, at most one message per card.
 * Cards for one person only are never taken: they are the platform's answer to a command.
 */
export function createMessageBoard(deps: MessageBoardDeps): MessageBoard {
  const { messages, transport, clock } = deps;
  const shutdown = new AbortController();
  const { signal } = shutdown;
  const pace = createPace({ ...deps, shutdown: signal });
  const deliveries = createDeliveries((place) =>
    createCardDelivery(place, { ...deps, pace, shutdown: signal }),
  );

  async function show(card: Card): Promise<void> {
    const { platform } = transport;
    const { stored, isNew } = await recordCard(messages, { platform, card, nowMs: clock.now() });
    const { teamId, id } = stored;
    if (!shutdown.signal.aborted) deliveries.wake({ teamId, id, isNew }, card.outcome !== "open");
  }

  async function resume(): Promise<void> {
    const open = await messages.listOpen();
    const ours = open.filter(({ id }) => id.startsWith(`${transport.platform}/`));
    for (const { teamId, id, value } of ours.toSorted(byNeed))
      deliveries.wake({ teamId, id, isNew: false }, value.card.outcome !== "open");
  }

  async function close(): Promise<void> {
    const tooLong = clock.deadline(lastWordsMs, shutdown.signal);
    tooLong.addEventListener("abort", end, { once: true });
    pace.finish();
    await deliveries.finish();
    end();
  }

  function end(): void {
    shutdown.abort();
  }

  return { show, resume, [Symbol.asyncDispose]: close };
}

/** The first to be delivered first, as the pace does from then on. */
function byNeed({ value: a }: Stored<PlacedCard>, { value: b }: Stored<PlacedCard>): number {
  return Number(isNeeded(b.card)) - Number(isNeeded(a.card)) || (a.shownAtMs ?? 0) - (b.shownAtMs ?? 0);
}
