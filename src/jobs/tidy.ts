import { utcDay } from "../core/common/calendar.ts";
import { ConflictError } from "../core/common/errors.ts";
import type { Pod } from "../core/records/pod.ts";
import { pastOf } from "../core/records/past-training.ts";
import { isOpen, type Training } from "../core/records/training.ts";
import { readAll, type Collection, type Stored } from "../core/ports/collection.ts";
import type { PlacedCard, Slot, Store } from "../core/ports/store.ts";
import type { JobContext } from "./context.ts";
import type { Job } from "./define.ts";
import { noPayload } from "./pod-payload.ts";

export const tidyEveryMs = 6 * 3_600_000;
const dayMs = 24 * 3_600_000;
const recordsKeptMs = 90 * dayMs;
const booksKeptMs = 400 * dayMs;

/**
 * Removes what nobody needs any more: questions that nobody answered and claims of volumes that nobody let go of; after 90
 * days the audit, strangers that are not seen any more, cards that are not shown any more, deleted pods and all of a
 * training but one line; after 400 days that line, and what pods have cost. It reads some hundred records at a time.
 */
export const tidy: Job<Record<string, never>> = {
  name: "tidy",
  lane: "watch",
  isTimed: true,
  parse: (payload) => noPayload.parse(payload),
  key: () => "all",
  async run(_payload, context) {
    const nowMs = context.clock.now();
    const { confirmations, notices, slots, messages, pods, ledger, bills, pastTrainings } = context.store;
    await removeOld(confirmations, ({ expiresAtMs }) => expiresAtMs < nowMs, context);
    await removeOld(slots, (slot) => isLostClaim(slot, nowMs), context);
    await removeOld(notices, ({ atMs }) => atMs < nowMs - recordsKeptMs, context);
    await dateCards(messages, context);
    await removeOld(messages, ({ shownAtMs = nowMs }) => shownAtMs < nowMs - recordsKeptMs, context);
    await removeOld(pods, (pod) => isLongGone(pod, nowMs), context);
    await shortenTrainings(context);
    await removeOld(pastTrainings, ({ endedAtMs }) => endedAtMs < nowMs - booksKeptMs, context);
    await removeOld(ledger, ({ toMs = nowMs }) => toMs < nowMs - booksKeptMs, context);
    await removeOld(bills, ({ day }) => utcDay(day).toMs < nowMs - booksKeptMs, context);
    return undefined;
  },
};

/** Its end was told, and nothing of it can turn up late any more. */
function isLongGone({ phase, run }: Pod, nowMs: number): boolean {
  return phase === "gone" && run.isClosed === true && run.goneAtMs < nowMs - recordsKeptMs;
}

/** Only the claim of a volume has a time; its order is given up within minutes, and lets go of it, unless it was lost. */
function isLostClaim({ takenAtMs }: Slot, nowMs: number): boolean {
  return takenAtMs !== undefined && takenAtMs < nowMs - dayMs;
}

/** Cards of an older version have no time: they count from now on. */
async function dateCards(messages: Collection<PlacedCard>, { clock, shutdown }: JobContext): Promise<void> {
  for await (const stored of readAll(messages)) {
    shutdown.throwIfAborted();
    if (stored.value.shownAtMs !== undefined) continue;
    await unlessChanged(() => messages.replace(stored, { ...stored.value, shownAtMs: clock.now() }));
  }
}

/** Of one that ended long ago a line stays. Each step may be done twice, the record itself goes last. */
async function shortenTrainings({ store, clock, shutdown }: JobContext): Promise<void> {
  const nowMs = clock.now();
  for await (const stored of readAll(store.trainings)) {
    shutdown.throwIfAborted();
    const { value } = stored;
    if (isOpen(value) || value.isSettled !== true || value.endedAtMs >= nowMs - recordsKeptMs) continue;
    await unlessChanged(() => store.pastTrainings.create(stored.teamId, stored.id, pastOf(value)));
    await removeTraining(stored, store);
  }
}

async function removeTraining(stored: Stored<Training>, { trainings, epochs }: Store): Promise<void> {
  const { teamId, id } = stored;
  const metrics = await epochs.get(teamId, id);
  if (metrics !== undefined) await unlessChanged(() => epochs.remove(metrics));
  await unlessChanged(() => trainings.remove(stored));
}

async function removeOld<T>(
  collection: Collection<T>,
  isOld: (value: T) => boolean,
  context: JobContext,
): Promise<void> {
  for await (const stored of readAll(collection)) {
    context.shutdown.throwIfAborted();
    if (isOld(stored.value)) await unlessChanged(() => collection.remove(stored));
  }
}

/** One that is changed at this very moment is left as it is, and one that was answered is gone already. */
async function unlessChanged(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
