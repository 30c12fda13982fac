import { isSame } from "../core/common/is-same.ts";
import type { Card } from "../core/records/card.ts";
import type { Clock } from "../core/common/clock.ts";
import { followCards } from "./bot-client.ts";
import { findBot } from "./bot-files.ts";

export type FollowDeps = {
  readonly home: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called for every state, each once in a row. */
  onCard(card: Card): void;
};

const patienceMs = 60_000;
const retryMs = 1000;

/**
 * Follows one card until its work is over, across restarts of the bot.
 * @returns how it ended; undefined when the bot was away for a minute
 * @throws the signal's reason
 */
export async function followCard(first: Card, deps: FollowDeps): Promise<Card["outcome"] | undefined> {
  const { clock, signal } = deps;
  let seen = first;
  let lastHeardMs = clock.now();

  async function listen(): Promise<Card["outcome"]> {
    const bot = await findBot(deps.home);
    if (bot === undefined) return "open";
    for await (const card of followCards(bot, signal)) {
      lastHeardMs = Number.POSITIVE_INFINITY;
      if (card.key !== first.key || isSame(card, seen)) continue;
      seen = card;
      deps.onCard(card);
      if (card.outcome !== "open") return card.outcome;
    }
    return "open";
  }

  while (clock.now() - lastHeardMs < patienceMs) {
    const outcome = await listen().catch(takeAsAway);
    signal.throwIfAborted();
    if (outcome !== "open") return outcome;
    lastHeardMs = Math.min(lastHeardMs, clock.now());
    await clock.sleep(retryMs, signal);
  }
  return undefined;
}

/** Fetch throws a TypeError for a connection that can't be made or that breaks: the bot restarts. */
function takeAsAway(error: unknown): "open" {
  if (error instanceof TypeError) return "open";
  throw error;
}
