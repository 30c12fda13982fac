import type { Card } from "../../core/records/card.ts";
import type { Chat } from "../../core/ports/chat.ts";
import { type DeliveryDeps, createCardDelivery } from "./card-delivery.ts";
import type { CardPlace } from "./card-sender.ts";
import { fingerprint } from "./fingerprint.ts";
import { recordCard } from "./record-card.ts";
import type { WakefulLoop } from "./wakeful-loop.ts";

export type { MessageTransport } from "./message-transport.ts";

export type MessageBoardDeps = Omit<DeliveryDeps, "shutdown">;

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
  const deliveries = new Map<string, WakefulLoop>();
  const shutdown = new AbortController();

  async function show(card: Card): Promise<void> {
    const { stored, isNew } = await recordCard(messages, { platform: transport.platform, card });
    if (!shutdown.signal.aborted) deliver({ teamId: stored.teamId, id: stored.id, isNew }, card);
  }

  function deliver(place: CardPlace, card: Card): void {
    const key = `${place.teamId} ${place.id}`;
    const delivery = deliveries.get(key) ?? createCardDelivery(place, { ...deps, shutdown: shutdown.signal });
    deliveries.set(key, delivery);
    delivery.wake(card.outcome !== "open");
  }

  async function resume(): Promise<void> {
    for (const { teamId, id, value } of await messages.list()) {
      const isOurs = id.startsWith(`${transport.platform}/`);
      if (isOurs && value.delivered !== fingerprint(value.card))
        deliver({ teamId, id, isNew: false }, value.card);
    }
  }

  async function close(): Promise<void> {
    const tooLong = clock.deadline(lastWordsMs, shutdown.signal);
    tooLong.addEventListener("abort", end, { once: true });
    await Promise.all([...deliveries.values()].map((delivery) => delivery.finish()));
    end();
  }

  function end(): void {
    shutdown.abort();
  }

  return { show, resume, [Symbol.asyncDispose]: close };
}
