import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import type { Collection } from "../../core/ports/collection.ts";
import { type PlacedCard, update } from "../../core/ports/store.ts";
import type { RecordPlace } from "../../core/records/place-of.ts";
import type { CardRequests } from "./card-requests.ts";
import { type RefusalKind, RefusedError } from "./refused-error.ts";

/** `canLook`: whether it is worth to look again. */
type Look = { readonly found: readonly string[]; readonly canLook: boolean };

type LookDeps = { readonly requests: CardRequests; readonly log: Log };

/** What nothing that is asked of the platform gets past. */
const isOfAll: ReadonlySet<RefusalKind> = new Set(["away", "token", "channel"]);
const passes: ReadonlySet<RefusalKind> = new Set(["busy", "old-edits"]);

/** Finds the messages of a post that may have been made. What the platform does not let it see keeps no card from being shown. */
export async function findPosted(nonce: string, deps: LookDeps): Promise<readonly string[]> {
  if (deps.requests.isLookLimited()) return [];
  try {
    return (await look(nonce, deps)).found;
  } catch (error) {
    if (error instanceof RefusedError && passes.has(error.kind)) return [];
    throw error;
  }
}

async function look(nonce: string, { requests, log }: LookDeps): Promise<Look> {
  try {
    const found = await requests.find(nonce);
    return { found: found ?? [], canLook: found !== undefined };
  } catch (error) {
    if (!isForGood(error)) throw error;
    log.warn("cards can't be looked for", { kind: error.kind, code: error.code });
    return { found: [], canLook: false };
  }
}

/** Whether it is no use to ask the same again. */
function isForGood(error: unknown): error is RefusedError {
  return error instanceof RefusedError && !isOfAll.has(error.kind) && !passes.has(error.kind);
}

/** Removes a message that another one stands for; where that is refused for good, it stays. */
async function removeDouble(messageId: string, { requests, log }: LookDeps): Promise<void> {
  try {
    await requests.remove(messageId);
  } catch (error) {
    if (!isForGood(error)) throw error;
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

/** Removes what is there beside a card's message: what it replaced, and what was posted twice, by one look at once and one later. */
export function createDoubles(
  place: RecordPlace,
  { messages, clock, log }: DoublesDeps,
): {
  /** Returns in how many milliseconds to go on; undefined when nothing is in doubt. */
  tidy(placed: PlacedCard, requests: CardRequests): Promise<number | undefined>;
} {
  const nextAtMs = new Map<string, number>();

  async function tidy(placed: PlacedCard, requests: CardRequests): Promise<number | undefined> {
    const { replacedId, noncesInDoubt: [nonce] = [] } = placed;
    if (replacedId !== undefined) {
      await removeDouble(replacedId, { requests, log });
      await update(messages, place, (stored) => withoutReplaced(replacedId, stored));
    }
    return nonce === undefined ? undefined : removeOthers(nonce, placed, requests);
  }

  async function removeOthers(
    nonce: string,
    { messageId }: PlacedCard,
    requests: CardRequests,
  ): Promise<number | undefined> {
    const againAtMs = nextAtMs.get(nonce);
    const waitMs = (againAtMs ?? 0) - clock.now();
    if (waitMs > 0) return waitMs;
    const { found, canLook } = await look(nonce, { requests, log });
    for (const each of found) if (each !== messageId) await removeDouble(each, { requests, log });
    nextAtMs.set(nonce, clock.now() + lookAgainMs);
    if (canLook && againAtMs === undefined) return lookAgainMs;
    await update(messages, place, (stored) => withoutDoubt(nonce, stored));
    return 0;
  }

  return { tidy };
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
