import type { SeenDifference, SeenDifferences } from "../records/seen-differences.ts";

/** Two sweeps are 15 s apart; when more has passed, the bot was away and the first sighting does not count. */
const inARowMs = 2 * 60_000;
/** Two runs of one sweep at the same moment are one look. */
const apartMs = 5_000;

/**
 * Remembers what is seen now and names what was seen in the sweep before as well: one list may lack a pod, or tell of it
 * as it was.
 */
export function confirmDifferences(
  before: SeenDifferences | undefined,
  keys: readonly string[],
  nowMs: number,
): { readonly seen: SeenDifferences["seen"]; readonly due: ReadonlySet<string> } {
  const entries = keys.map((key) => [key, nextSeen(before?.seen[key], nowMs)] as const);
  const due = entries.filter(([, { sinceMs }]) => nowMs - sinceMs >= apartMs).map(([key]) => key);
  return { seen: Object.fromEntries(entries), due: new Set(due) };
}

function nextSeen(before: SeenDifference | undefined, nowMs: number): SeenDifference {
  const isInARow = before !== undefined && nowMs >= before.lastMs && nowMs - before.lastMs <= inARowMs;
  return { sinceMs: isInARow ? before.sinceMs : nowMs, lastMs: nowMs };
}
