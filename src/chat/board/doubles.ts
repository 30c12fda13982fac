import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import type { Collection } from "../../core/ports/collection.ts";
import { type PlacedCard, update } from "../../core/ports/store.ts";
import type { RecordPlace } from "../../core/records/place-of.ts";
import type { CardRequests } from "./card-requests.ts";
import { type RefusalKind, RefusedError } from "./refused-error.ts";

/** `canLook`: whether it is worth to look again. */
export type Look = { readonly found: readonly string[]; readonly canLook: boolean };

type LookDeps = { readonly requests: CardRequests; readonly log: Log };

/** What nothing that is asked of the platform gets past. */
const isOfAll: ReadonlySet<RefusalKind> = new Set(["away", "token", "channel"]);
const passes: ReadonlySet<RefusalKind> = new Set(["busy", "old-edits"]);

/** Looks for the messages of a post that may have been made. What the platform does not let it see keeps no card from being shown. */
export async function lookFor(nonce: string, { requests, log }: LookDeps): Promise<Look> {
  if (requests.isLookLimited()) return { found: [], canLook: true };
  try {
    const found = await requests.find(nonce);
    return { found: found ?? [], canLook: found !== undefined };
  } catch (error) {
    if (!(error instanceof RefusedError) || isOfAll.has(error.kind)) throw error;
    log.warn("cards can't be looked for", { kind: error.kind, code: error.code });
    return { found: [], canLook: passes.has(error.kind) };
  }
}

/** Removes a message that another one stands for; where that is refused, it stays. */
export async function removeDouble(messageId: string, { requests, log }: LookDeps): Promise<void> {
  try {
    await requests.remove(messageId);
  } catch (error) {
    if (!(error instanceof RefusedError) || isOfAll.has(error.kind)) throw error;
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

/** Looks once at once and once later for a second message of one card, and removes it as what was replaced. */
export function createDoubles(
  place: RecordPlace,
  { messages, clock, log }: DoublesDeps,
): {
  /** Returns in how many milliseconds to look again; undefined when nothing is in doubt. */
  tidy(placed: PlacedCard, requests: CardRequests): Promise<number | undefined>;
} {
  let looked: string | undefined;
  let nextAtMs = 0;

  async function tidy(placed: PlacedCard, requests: CardRequests): Promise<number | undefined> {
    const { replacedId } = placed;
    if (replacedId !== undefined) {
      await removeDouble(replacedId, { requests, log });
      await update(messages, place, (stored) => without("replacedId", replacedId, stored));
    }
    return look(placed, requests);
  }

  async function look(placed: PlacedCard, requests: CardRequests): Promise<number | undefined> {
    const { nonceInDoubt: nonce, messageId } = placed;
    if (nonce === undefined) return undefined;
    const isLast = looked === nonce;
    const waitMs = isLast ? nextAtMs - clock.now() : 0;
    if (waitMs > 0) return waitMs;
    const { found, canLook } = await lookFor(nonce, { requests, log });
    for (const each of found) if (each !== messageId) await removeDouble(each, { requests, log });
    looked = nonce;
    nextAtMs = clock.now() + lookAgainMs;
    if (canLook && !isLast) return lookAgainMs;
    await update(messages, place, (stored) => without("nonceInDoubt", nonce, stored));
    return undefined;
  }

  return { tidy };
}

/** The record without what is done, unless it says something else now. */
function without(
  part: "replacedId" | "nonceInDoubt",
  done: string,
  stored: PlacedCard,
): PlacedCard | undefined {
  const { [part]: now, ...rest } = stored;
  return now === done ? rest : undefined;
}
