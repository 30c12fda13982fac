import type { PodRecord } from "./pod-record.ts";

/** What the account's pods were at any time so far. */
export type PodHistory = {
  note(records: readonly PodRecord[], atMs: number): void;
  asOf(atMs: number): readonly PodRecord[];
};

/** Copies of the records at each change: whatever is in a record is replaced by a change, and never changed in place. */
export function createPodHistory(): PodHistory {
  const states: { readonly atMs: number; readonly records: readonly PodRecord[] }[] = [];
  return {
    note(records, atMs) {
      states.push({ atMs, records: records.map((record) => ({ ...record })) });
    },
    asOf: (atMs) => states.findLast((state) => state.atMs <= atMs)?.records ?? [],
  };
}
