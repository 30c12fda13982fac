import type { PodRecord } from "./pod-record.ts";

/** What the account's pods were at any time so far. */
export type PodHistory = {
  note(records: readonly PodRecord[], atMs: number): void;
  asOf(atMs: number): readonly PodRecord[];
};

/**
 * Copies of the records at each change: what a read shows of a record is replaced by a change, and never changed in place.
 * One that is as before is not copied again.
 */
export function createPodHistory(): PodHistory {
  const states: { readonly atMs: number; readonly records: readonly PodRecord[] }[] = [];
  const copies = new Map<string, PodRecord>();

  function copyOf(record: PodRecord): PodRecord {
    const before = copies.get(record.id);
    if (before !== undefined && isSame(before, record)) return before;
    const copy = { ...record };
    copies.set(record.id, copy);
    return copy;
  }

  return {
    note(records, atMs) {
      states.push({ atMs, records: records.map((record) => copyOf(record)) });
    },
    asOf: (atMs) => states.findLast((state) => state.atMs <= atMs)?.records ?? [],
  };
}

function isSame(copy: PodRecord, record: PodRecord): boolean {
  const names = Object.keys(record);
  if (names.length !== Object.keys(copy).length) return false;
  return names.every(
    (name) => Object.hasOwn(copy, name) && Reflect.get(copy, name) === Reflect.get(record, name),
  );
}
