import type { Log } from "../../src/core/common/log.ts";

export type LogEntry = { readonly event: string; readonly data: Readonly<Record<string, unknown>> };

/** A log that a test can read. */
export function createTestLog(): Log & { readonly entries: readonly LogEntry[] } {
  const entries: LogEntry[] = [];
  function write(event: string, data: Readonly<Record<string, unknown>> = {}): void {
    entries.push({ event, data });
  }
  return { entries, info: write, warn: write, error: write };
}
