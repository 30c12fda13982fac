import { entryId, type LedgerEntry, type DiskRates } from "../../core/records/ledger.ts";
import { diskRates } from "../../core/money/pod-cost.ts";
import { entriesOf, newerEntry, unbooked, withBooked } from "../../core/money/book-pod.ts";
import type { Pod } from "../../core/records/pod.ts";
import type { Provider } from "../../core/ports/provider.ts";
import { put, update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";

/**
 * Brings the ledger up to date with a pod's record. The record remembers what was written, so that a look at which nothing
 * has changed asks the store for nothing, and a crash on the way only writes the same again.
 */
export async function keepLedger(pod: Pod, context: JobContext): Promise<void> {
  const provider = context.providers.get(pod.provider);
  // Where nothing is charged for, nothing is booked.
  if (provider?.billing === undefined || isUntold(pod) || isSettled(pod)) return;
  const disk = diskOf(pod, provider, context);
  const entries = entriesOf({ ...pod, disk }, context.clock.now());
  const due = unbooked(pod, entries);
  if (due.length === 0) return;
  for (const entry of due) await write(entry, pod.teamId, context);
  await update(context.store.pods, { teamId: pod.teamId, id: pod.id }, (current) =>
    current.run.number === pod.run.number ? withBooked({ ...current, disk }, entries) : undefined,
  );
}

/** An adopted pod says itself which run this is, and since when: what was booked before would be counted twice. */
function isUntold({ isAdopted, phase }: Pod): boolean {
  return isAdopted === true && phase === "starting";
}

/** Nothing comes after the end of its last stretch and the count of what came of it. */
function isSettled({ phase, run, booking = {} }: Pod): boolean {
  const { booked = [], earlier = [] } = booking;
  if (run.isClosed !== true) return false;
  return (
    phase === "gone" &&
    earlier.length === 0 &&
    booked.length > 0 &&
    booked.every(({ toMs }) => toMs !== undefined)
  );
}

function diskOf({ request }: Pod, { storagePrices }: Provider, { settings }: JobContext): DiskRates {
  const { containerDiskGib: containerGib, volumeGib } = settings;
  return diskRates(
    { containerGib, volumeGib: request.volumeId === undefined ? volumeGib : 0 },
    storagePrices,
  );
}

async function write(entry: LedgerEntry, teamId: string, { store }: JobContext): Promise<void> {
  await put(store.ledger, { teamId, id: entryId(entry) }, (stored) =>
    stored === undefined ? entry : newerEntry(stored, entry),
  );
}
