/** A difference between a provider's list and the records, seen in this sweep and in those right before it. */
export type Sighting = { readonly sinceMs: number; readonly lastMs: number };

/** How the container of a pod has been: a container that crashes is started again by the provider, and billed on. */
export type ContainerLife = {
  /** When the container that runs now was started. */
  readonly sinceMs: number;
  /** When earlier ones were seen to have ended, the last quarter of an hour. */
  readonly restartsMs: readonly number[];
};

/** What was seen at one provider; ids are the provider's. */
export type Sightings = {
  readonly seen: Readonly<Record<string, Sighting>>;
  readonly containers: Readonly<Record<string, ContainerLife>>;
};

/** Two sweeps are 15 s apart; when more has passed, the bot was away and the first sighting does not count. */
const inARowMs = 2 * 60_000;
/** Two runs of one sweep at the same moment are one look. */
const apartMs = 5_000;

/**
 * Remembers what is seen now and names what was seen in the sweep before as well: one list may lack a pod, or tell of it
 * as it was.
 */
export function seeAgain(
  before: Sightings | undefined,
  keys: readonly string[],
  nowMs: number,
): { readonly seen: Sightings["seen"]; readonly due: ReadonlySet<string> } {
  const entries = keys.map((key) => [key, nextSighting(before?.seen[key], nowMs)] as const);
  const due = entries.filter(([, { sinceMs }]) => nowMs - sinceMs >= apartMs).map(([key]) => key);
  return { seen: Object.fromEntries(entries), due: new Set(due) };
}

function nextSighting(before: Sighting | undefined, nowMs: number): Sighting {
  const isInARow = before !== undefined && nowMs >= before.lastMs && nowMs - before.lastMs <= inARowMs;
  return { sinceMs: isInARow ? before.sinceMs : nowMs, lastMs: nowMs };
}

const recentMs = 15 * 60_000;
/** An uptime is told in whole seconds, and the answer takes a moment. */
const unsureMs = 30_000;
const manyRestarts = 3;

/** The container's life after one more look at its uptime. */
export function followContainer(
  before: ContainerLife | undefined,
  uptimeMs: number,
  nowMs: number,
): ContainerLife {
  const sinceMs = nowMs - uptimeMs;
  if (before === undefined) return { sinceMs, restartsMs: [] };
  const restartsMs = before.restartsMs.filter((atMs) => atMs > nowMs - recentMs);
  return sinceMs > before.sinceMs + unsureMs
    ? { sinceMs, restartsMs: [...restartsMs, nowMs] }
    : { sinceMs: before.sinceMs, restartsMs };
}

export function isCrashLoop({ restartsMs }: ContainerLife): boolean {
  return restartsMs.length >= manyRestarts;
}
