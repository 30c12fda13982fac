import type { Card } from "../../core/records/card.ts";
import type { Chat } from "../../core/ports/chat.ts";
import { type DeliveryDeps, createCardDelivery } from "./card-delivery.ts";
import { createDeliveries } from "./deliveries.ts";
import type { OpenCollection } from "../../core/ports/collection.ts";
import type { PlacedCard } from "../../core/ports/store.ts";
import { fingerprint } from "./fingerprint.ts";
import { recordCard } from "./record-card.ts";

export type { MessageTransport } from "./message-transport.ts";

export type MessageBoardDeps = Omit<DeliveryDeps, "shutdown" | "messages"> & {
  readonly messages: OpenCollection<PlacedCard>;
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
  const deliveries = createDeliveries((place) =>
    createCardDelivery(place, { ...deps, shutdown: shutdown.signal }),
  );

  async function show(card: Card): Promise<void> {
    const { platform } = transport;
    const { stored, isNew } = await recordCard(messages, { platform, card, nowMs: clock.now() });
    const { teamId, id } = stored;
    if (!shutdown.signal.aborted) deliveries.wake({ teamId, id, isNew }, card.outcome !== "open");
  }

  async function resume(): Promise<void> {
    for (const { teamId, id, value } of await messages.listOpen()) {
      const isOurs = id.startsWith(`${transport.platform}/`);
      if (isOurs && value.delivered !== fingerprint(value.card))
        deliveries.wake({ teamId, id, isNew: false }, value.card.outcome !== "open");
    }
  }

  async function close(): Promise<void> {
    const tooLong = clock.deadline(lastWordsMs, shutdown.signal);
    tooLong.addEventListener("abort", end, { once: true });
    await deliveries.finish();
    end();
  }

  function end(): void {
    shutdown.abort();
  }

  return { show, resume, [Symbol.asyncDispose]: close };
}
