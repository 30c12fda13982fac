import type { Clock } from "../../../core/common/clock.ts";
import type { Log } from "../../../core/common/log.ts";
import type { Collection } from "../../../core/ports/collection.ts";
import { type PlacedCard, update } from "../../../core/ports/store.ts";
import type { RecordPlace } from "../../../core/records/place-of.ts";
import type { CardRequests } from "./card-requests.ts";
import { type RefusalKind, RefusedError } from "../refused-error.ts";
import { createStopwatch } from "../pace/stopwatch.ts";

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
  deps: DoublesDeps,
): {
  /** Returns in how many milliseconds to go on; undefined when nothing is in doubt. */
  tidy(placed: PlacedCard, requests: CardRequests): Promise<number | undefined>;
} {
  const { clock, log } = deps;
  const now = createStopwatch(clock);
  const removal = createRemoval(place, deps);
  let refusals = 0;
  let nextAtMs = 0;

  async function tidy(placed: PlacedCard, requests: CardRequests): Promise<number | undefined> {
    const doubt = doubtOf(placed);
    if (doubt === undefined) return undefined;
    const waitMs = nextAtMs - now();
    if (waitMs > 0) return waitMs;
    const pauseMs = await tryOnce(doubt, async () => removal.remove(doubt, placed.messageId, requests));
    nextAtMs = now() + pauseMs;
    return pauseMs;
  }

  /** A message that may stay is not worth to ask for it for ever. */
  async function tryOnce(doubt: Doubt, remove: () => Promise<number>): Promise<number> {
    try {
      const pauseMs = await remove();
      refusals = 0;
      return pauseMs;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refusals += 1;
      if (refusals < mostRefusals) return Math.min(lookAgainMs * 2 ** (refusals - 1), longestPauseMs);
      const { kind, code } = error;
      log.warn("a card's second message may stay", { id: place.id, kind, code, refusals });
      refusals = 0;
      return removal.forget(doubt);
    }
  }

  return { tidy };
}

/** A message that another one stands for, or a post that may have been made twice. */
type Doubt = { readonly replacedId: string } | { readonly nonce: string };

function doubtOf({ replacedId, noncesInDoubt: [nonce] = [] }: PlacedCard): Doubt | undefined {
  if (replacedId !== undefined) return { replacedId };
  return nonce === undefined ? undefined : { nonce };
}

/** Each returns in how many milliseconds to go on. */
type Removal = {
  remove(doubt: Doubt, messageId: string | undefined, requests: CardRequests): Promise<number>;
  forget(doubt: Doubt): Promise<number>;
};

function createRemoval(place: RecordPlace, { messages, log }: DoublesDeps): Removal {
  const lookedFor = new Set<string>();

  async function remove(
    doubt: Doubt,
    messageId: string | undefined,
    requests: CardRequests,
  ): Promise<number> {
    const deps = { requests, log };
    if ("replacedId" in doubt) {
      await removeDouble(doubt.replacedId, deps);
      return forget(doubt);
    }
    const { found, canLook } = await look(doubt.nonce, deps);
    for (const each of found) if (each !== messageId) await removeDouble(each, deps);
    if (!canLook || lookedFor.has(doubt.nonce)) return forget(doubt);
    lookedFor.add(doubt.nonce);
    return lookAgainMs;
  }

  async function forget(doubt: Doubt): Promise<number> {
    await update(messages, place, (stored) =>
      "nonce" in doubt ? withoutDoubt(doubt.nonce, stored) : withoutReplaced(doubt.replacedId, stored),
    );
    if ("nonce" in doubt) lookedFor.delete(doubt.nonce);
    return 0;
  }

  return { remove, forget };
}

/** Unless it says something else now. */
function withoutReplaced(messageId: string, stored: PlacedCard): PlacedCard | undefined {
  const { replacedId, ...rest } = stored;
  return replacedId === messageId ? rest : undefined;
}

function withoutDoubt(nonce: string, stored: PlacedCard): PlacedCard {
  const { noncesInDoubt = [], ...rest } = stored;
  const left = noncesInDoubt.filter((each) => each !== nonce);
  return left.length === 0 ? rest : { ...rest, noncesInDoubt: left };
}
