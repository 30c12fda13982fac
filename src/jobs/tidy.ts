import { utcDay } from "../core/common/calendar.ts";
import { ConflictError } from "../core/common/errors.ts";
import type { Pod } from "../core/records/pod.ts";
import type { Collection, Stored } from "../core/ports/collection.ts";
import type { JobContext } from "./context.ts";
import type { Job } from "./define.ts";
import { noPayload } from "./pod-payload.ts";

export const tidyEveryMs = 6 * 3_600_000;
const dayMs = 24 * 3_600_000;
const auditKeptMs = 90 * dayMs;
const booksKeptMs = 400 * dayMs;

/**
 * Removes what nobody needs any more: questions that nobody answered, the audit of commands and the records of deleted pods
 * after 90 days, and what pods have cost after 400.
 */
export const tidy: Job<Record<string, never>> = {
  name: "tidy",
  lane: "watch",
  parse: (payload) => noPayload.parse(payload),
  key: () => "all",
  async run(_payload, context) {
    const nowMs = context.clock.now();
    const { confirmations, notices, pods, ledger, bills } = context.store;
    await removeOld(confirmations, ({ expiresAtMs }) => expiresAtMs < nowMs, context);
    await removeOld(notices, ({ kind, atMs }) => kind === "command" && atMs < nowMs - auditKeptMs, context);
    await removeOld(pods, (pod) => isLongGone(pod, nowMs), context);
    await removeOld(ledger, ({ toMs = nowMs }) => toMs < nowMs - booksKeptMs, context);
    await removeOld(bills, ({ day }) => utcDay(day).toMs < nowMs - booksKeptMs, context);
    return undefined;
  },
};

/** Its end was told, and nothing of it can turn up late any more. */
function isLongGone({ phase, run }: Pod, nowMs: number): boolean {
  return phase === "gone" && run.isClosed === true && run.goneAtMs < nowMs - auditKeptMs;
}

async function removeOld<T>(
  collection: Collection<T>,
  isOld: (value: T) => boolean,
  context: JobContext,
): Promise<void> {
  for (const stored of await collection.list()) {
    context.shutdown.throwIfAborted();
    if (isOld(stored.value)) await remove(collection, stored);
  }
}

/** One that was answered at this very moment is gone already. */
async function remove<T>(collection: Collection<T>, stored: Stored<T>): Promise<void> {
  try {
    await collection.remove(stored);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
