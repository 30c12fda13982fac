import type { ServerResponse } from "node:http";
import type { Keys } from "../../core/ports/pod-keys.ts";
import type { Clock } from "../../core/common/clock.ts";
import { revealCard } from "../../core/access/reveal-keys.ts";
import { safeHeaders } from "./answer.ts";
import type { CardShelf, ShelfCard } from "./card-shelf.ts";

const pingMs = 15_000;
const maxUnreadBytes = 1024 * 1024;

export type StreamOptions = {
  readonly shelf: CardShelf;
  readonly since: number;
  readonly clock: Clock;
  readonly keys: Keys;
};

/**
 * Sends the cards as server-sent events until the connection ends: one `card` event for each card that changed after
 * `since`, then `ready`, then one for each change.
 */
export function streamCards(response: ServerResponse, { shelf, since, clock, keys }: StreamOptions): void {
  response.writeHead(200, { ...safeHeaders, "content-type": "text/event-stream; charset=utf-8" });
  const closed = new AbortController();

  function send(change: ShelfCard): void {
    const { shownAtMs, version } = change;
    const card = revealCard(change.card, keys);
    response.write(`event: card\nid: ${version}\ndata: ${JSON.stringify({ card, shownAtMs, version })}\n\n`);
    // Whoever does not read begins anew when they come back.
    if (response.writableLength > maxUnreadBytes) response.destroy();
  }

  for (const change of shelf.since(since)) send(change);
  response.write("event: ready\ndata: {}\n\n");
  const unsubscribe = shelf.subscribe(send);
  response.once("close", () => {
    unsubscribe();
    closed.abort();
  });
  void ping(response, clock, closed.signal);
}

/** Keeps the connection from looking dead, and notices when it is. */
async function ping(response: ServerResponse, clock: Clock, closed: AbortSignal): Promise<void> {
  while (!closed.aborted) {
    const isOver = await clock.sleep(pingMs, closed).then(
      () => false,
      () => true,
    );
    if (isOver) return;
    response.write(": still here\n\n");
  }
}
