import type { VolumeId } from "../records/ids.ts";
import { overlapMs, type Period, utcDay, utcDayName } from "../common/calendar.ts";
import { type Bill, type LedgerEntry } from "../records/ledger.ts";
import type { Person } from "../records/text.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What the sums are made of. */
export type Books = { readonly entries: readonly LedgerEntry[]; readonly bills: readonly Bill[] };

/** A part of what was spent in some time; all parts together are all of it. */
export type CostPart = {
  readonly usd: number;
  /** By the ledger's rates, or by a bill that is not final yet. */
  readonly isEstimate: boolean;
  /** The stretch of the pod that it is for; absent for a network volume. */
  readonly entry?: LedgerEntry;
  readonly volumeId?: VolumeId;
};

/** A stretch within one day of UTC. */
type Piece = Period & { readonly entry: LedgerEntry };

/**
 * What was spent in this time. A pod's day of UTC costs what its provider has billed finally, shared out in proportion to
 * the ledger's rates; else what these rates give.
 */
export function costParts({ entries, bills }: Books, period: Period, nowMs: number): readonly CostPart[] {
  const past = { fromMs: period.fromMs, toMs: Math.min(period.toMs, nowMs) };
  const days = daysTouched(past);
  const final = new Map(bills.filter(isFinalOfPod).map((bill) => [podDay(bill), bill]));
  const pieces = entries.flatMap((entry) => cut(entry, days, nowMs));
  const ofPods = [...Map.groupBy(pieces, pieceDay)].flatMap(([key, found]) =>
    shareDay(found, final.get(key), past),
  );
  const worked = new Set(pieces.map(pieceDay));
  const others = [...final].filter(([key]) => !worked.has(key)).map(([, bill]) => bill);
  return [
    ...ofPods,
    ...others.flatMap((bill) => strayPart(bill, entries, past)),
    ...bills.flatMap((bill) => volumePart(bill, past, nowMs)),
  ].filter(({ usd }) => usd > 0);
}

export function sumUsd(parts: readonly Pick<CostPart, "usd">[]): number {
  return parts.reduce((sum, { usd }) => sum + usd, 0);
}

export type Share<T> = { readonly of: T; readonly usd: number };

/** Who has spent how much, the most first; network volumes are nobody's. */
export function byPerson(parts: readonly CostPart[]): readonly Share<Person>[] {
  return shares(
    parts,
    ({ entry }) => entry?.person,
    ({ platform, id }) => `${platform}:${id}`,
  );
}

/** What each pod has cost, the most first. */
export function byPod(parts: readonly CostPart[]): readonly Share<string>[] {
  return shares(
    parts,
    ({ entry }) => entry?.podId,
    (podId) => podId,
  );
}

/** The largest, and what the others come to, so that a long list stays readable. */
export function largest<T>(
  found: readonly Share<T>[],
  count: number,
): { readonly shown: readonly Share<T>[]; readonly others: Share<number> } {
  const rest = found.slice(count);
  return { shown: found.slice(0, count), others: { of: rest.length, usd: sumUsd(rest) } };
}

/** How long pods were up in this time. */
export function upMs(entries: readonly LedgerEntry[], period: Period, nowMs: number): number {
  return entries
    .filter(({ kind }) => kind === "up")
    .reduce(
      (sum, { fromMs, toMs = nowMs }) => sum + overlapMs({ fromMs, toMs: Math.min(toMs, nowMs) }, period),
      0,
    );
}

function shares<T>(
  parts: readonly CostPart[],
  pick: (part: CostPart) => T | undefined,
  keyOf: (of: T) => string,
): readonly Share<T>[] {
  const found = new Map<string, Share<T>>();
  for (const part of parts) {
    const of = pick(part);
    if (of !== undefined) found.set(keyOf(of), { of, usd: part.usd + (found.get(keyOf(of))?.usd ?? 0) });
  }
  return [...found.values()].toSorted((a, b) => b.usd - a.usd);
}

/** The days of UTC that have a part of this time, whole. */
function daysTouched({ fromMs, toMs }: Period): readonly Period[] {
  if (toMs <= fromMs) return [];
  const first = utcDay(utcDayName(fromMs));
  const count = Math.ceil((toMs - first.fromMs) / dayMs);
  return Array.from({ length: count }, (_, index) => ({
    fromMs: first.fromMs + index * dayMs,
    toMs: first.toMs + index * dayMs,
  }));
}

function cut(entry: LedgerEntry, days: readonly Period[], nowMs: number): readonly Piece[] {
  const toMs = Math.min(entry.toMs ?? nowMs, nowMs);
  return days
    .filter((day) => overlapMs(day, { fromMs: entry.fromMs, toMs }) > 0)
    .map((day) => ({
      entry,
      fromMs: Math.max(day.fromMs, entry.fromMs),
      toMs: Math.min(day.toMs, toMs),
    }));
}

function shareDay(pieces: readonly Piece[], bill: Bill | undefined, period: Period): readonly CostPart[] {
  const estimate = sumUsd(pieces.map((piece) => ({ usd: usdOf(piece, piece) })));
  const wholeMs = pieces.reduce((sum, piece) => sum + overlapMs(piece, piece), 0);
  return pieces.map((piece) => {
    const { entry } = piece;
    if (bill === undefined) return { usd: usdOf(piece, period), isEstimate: true, entry };
    // A rate that is not known says nothing about the shares, but the time does.
    const share = estimate > 0 ? usdOf(piece, period) / estimate : overlapMs(piece, period) / wholeMs;
    return { usd: bill.usd * share, isEstimate: false, entry };
  });
}

/** A day that was billed for a pod of which the ledger knows nothing on that day: the stretch before it has caused it. */
function strayPart(bill: Bill, entries: readonly LedgerEntry[], period: Period): readonly CostPart[] {
  const day = utcDay(bill.day);
  const own = entries
    .filter(({ providerPodId }) => providerPodId === bill.providerPodId)
    .toSorted((a, b) => a.fromMs - b.fromMs);
  const entry = own.findLast(({ fromMs }) => fromMs < day.toMs) ?? own[0];
  if (entry === undefined) return [];
  return [{ usd: (bill.usd * overlapMs(day, period)) / dayMs, isEstimate: false, entry }];
}

function volumePart(
  { day, volumeId, usd, isFinal }: Bill,
  period: Period,
  nowMs: number,
): readonly CostPart[] {
  if (volumeId === undefined) return [];
  const whole = utcDay(day);
  const billed = { fromMs: whole.fromMs, toMs: Math.min(whole.toMs, nowMs) };
  if (billed.toMs <= billed.fromMs) return [];
  const share = overlapMs(billed, period) / (billed.toMs - billed.fromMs);
  return [{ usd: usd * share, isEstimate: !isFinal, volumeId }];
}

function usdOf(piece: Piece, period: Period): number {
  return (overlapMs(piece, period) / hourMs) * hourly(piece.entry);
}

function hourly({ machineUsdPerHour, diskUsdPerHour }: LedgerEntry): number {
  return machineUsdPerHour + diskUsdPerHour;
}

function isFinalOfPod({ isFinal, providerPodId }: Bill): boolean {
  return isFinal && providerPodId !== undefined;
}

function podDay({ day, providerPodId = "" }: Bill): string {
  return `${day} ${providerPodId}`;
}

function pieceDay({ fromMs, entry }: Piece): string {
  return `${utcDayName(fromMs)} ${entry.providerPodId}`;
}
