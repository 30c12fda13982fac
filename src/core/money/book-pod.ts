import { isSame } from "../common/is-same.ts";
import { entryId, type LedgerEntry } from "../records/ledger.ts";
import { hasMachine } from "./pod-cost.ts";
import { paidFromMs, type Pod } from "../records/pod.ts";

/** What the ledger has to say of this pod now: of this run, and of earlier ones what it may not have. */
export function entriesOf(pod: Pod, nowMs: number): readonly LedgerEntry[] {
  const { earlier = [], booked = [] } = pod.booking ?? {};
  const nextFromMs = hasMachine(pod) ? paidFromMs(pod) : pod.run.endedAtMs;
  const known = [...earlier.map((entry) => endAt(entry, nextFromMs)), ...upOf(pod), ...restOf(pod)];
  // Of a machine of this run that was given back while another is looked for.
  const others = booked.filter(
    (entry) => isUnfinished(entry, pod) && !known.some((other) => entryId(other) === entryId(entry)),
  );
  return [...others.map((entry) => endAt(entry, nowMs)), ...known];
}

/** What of that is not in the ledger as it is now. */
export function unbooked(
  { booking }: Pick<Pod, "booking">,
  entries: readonly LedgerEntry[],
): readonly LedgerEntry[] {
  const booked = new Map((booking?.booked ?? []).map((entry) => [entryId(entry), entry]));
  return entries.filter((entry) => !isSame(booked.get(entryId(entry)), entry));
}

/** The record after these were written. */
export function withBooked(pod: Pod, entries: readonly LedgerEntry[]): Pod {
  const ended = new Set(entries.filter(({ toMs }) => toMs !== undefined).map(entryId));
  const earlier = (pod.booking?.earlier ?? []).filter((entry) => !ended.has(entryId(entry)));
  return { ...pod, booking: { booked: entries, ...(earlier.length === 0 ? {} : { earlier }) } };
}

/** What the next run has to remember of this one and of those before. */
export function carriedBooking(pod: Pod, nowMs: number): Pick<Pod, "booking"> {
  return remembering(pod, entriesOf(pod, nowMs));
}

/** What is to be remembered of a machine that was given back, while the run goes on to another: whenever a sweep comes, it ended now. */
export function endedBooking(pod: Pod, nowMs: number): Pick<Pod, "booking"> {
  return remembering(
    pod,
    entriesOf(pod, nowMs).map((entry) => endAt(entry, nowMs)),
  );
}

function remembering(pod: Pod, entries: readonly LedgerEntry[]): Pick<Pod, "booking"> {
  const due = new Set(unbooked(pod, entries));
  const earlier = entries.filter((entry) => entry.toMs === undefined || due.has(entry));
  return earlier.length === 0 ? {} : { booking: { ...pod.booking, earlier } };
}

/**
 * What the ledger keeps when it is written by two at once: a stretch that has ended stays so, since whoever says that it
 * goes on has read an older record.
 */
export function newerEntry(stored: LedgerEntry, written: LedgerEntry): LedgerEntry {
  const isOlder = written.toMs === undefined && stored.toMs !== undefined && written.fromMs < stored.toMs;
  return isOlder ? stored : written;
}

function upOf(pod: Pod): readonly LedgerEntry[] {
  if (!hasMachine(pod)) return [];
  const rates = {
    machineUsdPerHour: pod.usdPerHour ?? pod.offer?.usdPerHour ?? 0,
    diskUsdPerHour: pod.disk?.running ?? 0,
  };
  return stretch(pod, { kind: "up", fromMs: upFromMs(pod), ...rates, ...yieldOf(pod) }, pod.run.endedAtMs);
}

function yieldOf({ run: { labels, trainings } }: Pod): Pick<LedgerEntry, "labels" | "trainings"> {
  return {
    ...(labels === undefined ? {} : { labels: Math.max(0, labels.now - labels.atFirst) }),
    ...(trainings === 0 ? {} : { trainings }),
  };
}

/** Not before the machine that it had before was given back. */
function upFromMs(pod: Pod): number {
  const { earlier = [], booked = [] } = pod.booking ?? {};
  const before = [...earlier, ...booked].filter(
    ({ run, kind, providerPodId }) =>
      run === pod.run.number && kind === "up" && providerPodId !== pod.providerPodId,
  );
  return Math.max(paidFromMs(pod), ...before.map(({ toMs = 0 }) => toMs));
}

function restOf(pod: Pod): readonly LedgerEntry[] {
  const { run, disk } = pod;
  const { goneAtMs } = run;
  if (run.endedAtMs === undefined || run.endedAtMs === goneAtMs) return [];
  if (disk === undefined || disk.stopped === 0) return [];
  const rates = { machineUsdPerHour: 0, diskUsdPerHour: disk.stopped };
  return stretch(pod, { kind: "rest", fromMs: run.endedAtMs, ...rates }, goneAtMs);
}

type Stretch = Omit<
  LedgerEntry,
  "podId" | "run" | "provider" | "providerPodId" | "person" | "gpuName" | "toMs"
>;

function stretch(pod: Pod, told: Stretch, toMs: number | undefined): readonly LedgerEntry[] {
  const { id: podId, provider, providerPodId, askedBy: person, offer } = pod;
  if (providerPodId === undefined) return [];
  const gpu = offer === undefined ? {} : { gpuName: offer.gpuName };
  const entry = { podId, run: pod.run.number, provider, providerPodId, person, ...gpu, ...told };
  return [endAt(entry, toMs)];
}

/** Never before its beginning, as when the clock was set back. */
function endAt(entry: LedgerEntry, toMs: number | undefined): LedgerEntry {
  return entry.toMs !== undefined || toMs === undefined
    ? entry
    : { ...entry, toMs: Math.max(entry.fromMs, toMs) };
}

function isUnfinished({ run, toMs }: LedgerEntry, pod: Pod): boolean {
  return toMs === undefined || run === pod.run.number;
}
