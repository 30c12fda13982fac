import type { TeamId } from "../../core/records/ids.ts";
import { entryId, type LedgerEntry, type DiskRates } from "../../core/records/ledger.ts";
import { diskRates } from "../../core/money/pod-cost.ts";
import { entriesOf, newerEntry, unbooked, withBooked } from "../../core/money/book-pod.ts";
import { type GonePod, type Pod, withRun } from "../../core/records/pod.ts";
import type { Provider } from "../../core/ports/provider.ts";
import { put, update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import { placeOf } from "../../core/records/place-of.ts";

/**
 * Brings the ledger up to date with a pod's record. The record remembers what was written, so that a look at which nothing
 * has changed asks the store for nothing, and a crash on the way only writes the same again. Nothing is booked while the time
 * is in doubt.
 */
export async function keepLedger(pod: Pod, context: JobContext): Promise<void> {
  const provider = context.providers.get(pod.provider);
  if (provider === undefined || isUntold(pod) || !context.clock.isConfirmed()) return;
  const disk = diskOf(pod, provider, context);
  const book = (current: Pod): readonly LedgerEntry[] =>
    // Where nothing is charged for, nothing is booked.
    provider.billing === undefined ? [] : entriesOf({ ...current, disk }, context.clock.now());
  const entries = book(pod);
  const due = unbooked(pod, entries);
  if (due.length === 0 && !isOver(pod)) return;
  for (const entry of due) await write(entry, pod.teamId, context);
  await update(context.store.pods, placeOf(pod), (current) => {
    if (current.run.number !== pod.run.number) return undefined;
    const booked = due.length === 0 ? current : withBooked({ ...current, disk }, entries);
    if (isOver(booked) && isComplete(booked, book(booked))) return bookedUp(booked);
    return due.length === 0 ? undefined : booked;
  });
}

/** An adopted pod says itself which run this is, and since when: what was booked before would be counted twice. */
function isUntold({ isAdopted, phase }: Pod): boolean {
  return isAdopted === true && phase === "starting";
}

/** Nothing comes after the end of its last stretch and the count of what came of it. */
function isOver(pod: Pod): pod is GonePod {
  return pod.phase === "gone" && pod.run.isClosed === true;
}

function isComplete(pod: Pod, entries: readonly LedgerEntry[]): boolean {
  const { earlier = [] } = pod.booking ?? {};
  const hasEnded = entries.every(({ toMs }) => toMs !== undefined);
  return earlier.length === 0 && hasEnded && unbooked(pod, entries).length === 0;
}

/** From then on no sweep reads it any more. */
function bookedUp(pod: GonePod): GonePod {
  return withRun(pod, { isBooked: true });
}

/** What every container of older versions had, which wrote nothing of it into their records. */
const formerContainerGib = 10;

/** A pod keeps the disk that it was rented with, whatever the setting has become. */
function diskOf(
  { request, containerDiskGib: containerGib = formerContainerGib }: Pod,
  { storagePrices }: Provider,
  { settings: { volumeGib } }: JobContext,
): DiskRates {
  return diskRates(
    { containerGib, volumeGib: request.volumeId === undefined ? volumeGib : 0 },
    storagePrices,
  );
}

async function write(entry: LedgerEntry, teamId: TeamId, { store }: JobContext): Promise<void> {
  await put(store.ledger, { teamId, id: entryId(entry) }, (stored) =>
    stored === undefined ? entry : newerEntry(stored, entry),
  );
}
