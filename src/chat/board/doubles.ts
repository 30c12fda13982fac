import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import type { Collection } from "../../core/ports/collection.ts";
import { type PlacedCard, update } from "../../core/ports/store.ts";
import type { RecordPlace } from "../../core/records/place-of.ts";
import type { CardRequests } from "./card-requests.ts";
import { type RefusalKind, RefusedError } from "./refused-error.ts";
import { createStopwatch } from "./stopwatch.ts";

/** `canLook`: whether it is worth to look again. */
type Look = { readonly found: readonly string[]; readonly canLook: boolean };

type LookDeps = { readonly requests: CardRequests; readonly log: Log };

/** What is no use to ask again. */
const isForGood: ReadonlySet<RefusalKind> = new Set(["rights", "content", "unexpected"]);

/** Finds the messages of a post that may have been made. What the platform does not let it see keeps no card from being shown. */
export async function findPosted(nonce: string, deps: LookDeps): Promise<readonly string[]> {
  if (deps.requests.isLookLimited()) return [];
  try {
    return (await look(nonce, deps)).found;
  } catch (error) {
    // Where it refuses the post too, that says what is wrong.
    if (error instanceof RefusedError) return [];
    throw error;
  }
}

async function look(nonce: string, { requests, log }: LookDeps): Promise<Look> {
  try {
    const found = await requests.find(nonce);
    return { found: found ?? [], canLook: found !== undefined };
  } catch (error) {
    if (!(error instanceof RefusedError && isForGood.has(error.kind))) throw error;
    log.warn("cards can't be looked for", { kind: error.kind, code: error.code });
    return { found: [], canLook: false };
  }
}

/** Removes a message that another one stands for; where that is refused for good, it stays. */
async function removeDouble(messageId: string, { requests, log }: LookDeps): Promise<void> {
  try {
    await requests.remove(messageId);
  } catch (error) {
    if (!(error instanceof RefusedError && isForGood.has(error.kind))) throw error;
    log.warn("a card's second message can't be removed", { messageId, kind: error.kind, code: error.code });
  }
}

export type DoublesDeps = {
  readonly messages: Collection<PlacedCard>;
  readonly clock: Clock;
  readonly log: Log;
};

/** A message that a platform took late shows up about as late. */
const lookAgainMs = 60_000;
/** With growing pauses: more than an hour and a half. */
const mostRefusals = 8;
const longestPauseMs = 30 * 60_000;

/** Removes what is there beside a card's message: what it replaced, and what was posted twice, by one look at once and one later. */
export function createDoubles(
  place: RecordPlace,
  { messages, clock, log }: DoublesDeps,
): {
  /** Returns in how many milliseconds to go on; undefined when nothing is in doubt. */
  tidy(placed: PlacedCard, requests: CardRequests): Promise<number | undefined>;
} {
  const now = createStopwatch(clock);
  const lookedFor = new Set<string>();
  let refusals = 0;
  let nextAtMs = 0;

  async function tidy(placed: PlacedCard, requests: CardRequests): Promise<number | undefined> {
    const { replacedId, noncesInDoubt: [nonce] = [] } = placed;
    if (replacedId === undefined && nonce === undefined) return undefined;
    const waitMs = nextAtMs - now();
    if (waitMs > 0) return waitMs;
    try {
      const pauseMs = await tidyOne(placed, { requests, log });
      refusals = 0;
      nextAtMs = now() + pauseMs;
      return pauseMs;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return putOff(placed, error);
    }
  }

  /** Returns how long to wait for the next. */
  async function tidyOne(placed: PlacedCard, deps: LookDeps): Promise<number> {
    const { messageId, replacedId, noncesInDoubt: [nonce] = [] } = placed;
    if (replacedId !== undefined) await removeDouble(replacedId, deps);
    if (replacedId !== undefined || nonce === undefined) return giveUp({ replacedId });
    const { found, canLook } = await look(nonce, deps);
    for (const each of found) if (each !== messageId) await removeDouble(each, deps);
    if (!canLook || lookedFor.has(nonce)) return giveUp({ nonce });
    lookedFor.add(nonce);
    return lookAgainMs;
  }

  /** A message that stays is not worth to ask for it for ever. */
  async function putOff(placed: PlacedCard, { kind, code }: RefusedError): Promise<number> {
    refusals += 1;
    const pauseMs = Math.min(lookAgainMs * 2 ** (refusals - 1), longestPauseMs);
    nextAtMs = now() + pauseMs;
    if (refusals < mostRefusals) return pauseMs;
    log.warn("a card's second message may stay", { id: place.id, kind, code, refusals });
    refusals = 0;
    nextAtMs = 0;
    const { replacedId, noncesInDoubt: [nonce] = [] } = placed;
    return giveUp(replacedId === undefined ? { nonce } : { replacedId });
  }

  async function giveUp({ replacedId, nonce }: Doubt): Promise<number> {
    if (nonce !== undefined) lookedFor.delete(nonce);
    await update(messages, place, (stored) =>
      nonce === undefined ? withoutReplaced(replacedId, stored) : withoutDoubt(nonce, stored),
    );
    return 0;
  }

  return { tidy };
}

type Doubt = { readonly replacedId?: string | undefined; readonly nonce?: string | undefined };

/** Unless it says something else now. */
function withoutReplaced(messageId: string | undefined, stored: PlacedCard): PlacedCard | undefined {
  const { replacedId, ...rest } = stored;
  return replacedId === messageId ? rest : undefined;
}

function withoutDoubt(nonce: string, stored: PlacedCard): PlacedCard {
  const { noncesInDoubt = [], ...rest } = stored;
  const left = noncesInDoubt.filter((each) => each !== nonce);
  return left.length === 0 ? rest : { ...rest, noncesInDoubt: left };
}
