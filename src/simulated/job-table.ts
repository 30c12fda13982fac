import type { Clock } from "../core/common/clock.ts";
import type { Lane } from "../core/ports/queue.ts";

/** A job that is not over: waiting for its time, or running when it has a holder. */
export type SimulatedEntry = {
  readonly id: string;
  readonly name: string;
  readonly lane: Lane;
  /** As JSON, so that what arrives is not what was handed in. */
  readonly payloadJson: string;
  readonly dueAtMs: number;
  /** Runs in a row that failed. */
  readonly faults: number;
  /** The run that has it now. */
  readonly holder?: symbol;
};

/** How many more jobs of each lane may run. @default any number */
export type Room = Readonly<Record<Lane, number>>;

/** The jobs that are not over, at most one per id. */
export type JobTable = {
  /** Does nothing when there is one with its id. */
  put(entry: SimulatedEntry): void;
  /** All of them, in the order they were added. */
  unfinished(): readonly SimulatedEntry[];
  /** Hands out what is due and nobody has, each with a holder of its own: what waits longest first, as far as lanes have room. */
  takeDue(room?: Room): readonly SimulatedEntry[];
  /** Puts a job back for later, or ends it when there is no `next`; a holder that lost the job changes nothing. */
  settle(held: SimulatedEntry, next?: { readonly inMs: number; readonly faults: number }): void;
  /** As after a kill -9: what runs now is due again, and how those runs end counts for nothing. */
  loseHolders(): void;
  /** Forgets all of them; how what runs now ends counts for nothing. */
  wipe(): void;
  /** Lets nothing that waits fall due before then. */
  postpone(untilMs: number): void;
  /** Lets all that waits fall due now. */
  promote(): void;
  /** When something that nobody has is due next, in a lane that has room. */
  nextDueAtMs(room?: Room): number | undefined;
  /** Aborts at the next change, or when one is announced. */
  changed(): AbortSignal;
  announce(): void;
};

/** Said with the signal, since the error that an abort makes by itself costs more than the job. */
const CHANGED = "the queue has changed";

export function createJobTable(clock: Clock): JobTable {
  const entries = new Map<string, SimulatedEntry>();
  /** Made when somebody waits for it. */
  let change: AbortController | undefined;

  function announce(): void {
    change?.abort(CHANGED);
    change = undefined;
  }

  function write(entry: SimulatedEntry): void {
    entries.set(entry.id, entry);
    announce();
  }

  function waiting(): readonly SimulatedEntry[] {
    return [...entries.values()].filter(({ holder }) => holder === undefined);
  }

  return {
    put(entry) {
      if (!entries.has(entry.id)) write(entry);
    },
    unfinished: () => [...entries.values()],
    takeDue(room) {
      const due = within(room, dueBy(waiting(), clock.now()));
      const held = due.map((entry) => ({ ...entry, holder: Symbol(entry.id) }));
      for (const entry of held) write(entry);
      return held;
    },
    settle(held, next) {
      if (entries.get(held.id)?.holder !== held.holder) return;
      if (next === undefined) entries.delete(held.id);
      else write({ ...released(held), dueAtMs: clock.now() + next.inMs, faults: next.faults });
    },
    ...fromOutside({ entries, write, waiting, announce, clock }),
    nextDueAtMs: (room) => earliest(waiting().filter(({ lane }) => room === undefined || room[lane] > 0)),
    changed() {
      change ??= new AbortController();
      return change.signal;
    },
    announce,
  };
}

function earliest(entries: readonly SimulatedEntry[]): number | undefined {
  return entries.length === 0 ? undefined : Math.min(...entries.map(({ dueAtMs }) => dueAtMs));
}

function dueBy(entries: readonly SimulatedEntry[], nowMs: number): readonly SimulatedEntry[] {
  return entries.filter(({ dueAtMs }) => dueAtMs <= nowMs);
}

function within(room: Room | undefined, due: readonly SimulatedEntry[]): readonly SimulatedEntry[] {
  if (room === undefined) return due;
  const left = { ...room };
  return due
    .toSorted((a, b) => a.dueAtMs - b.dueAtMs)
    .filter(({ lane }) => {
      left[lane] -= 1;
      return left[lane] >= 0;
    });
}

type Parts = {
  readonly entries: Map<string, SimulatedEntry>;
  write(entry: SimulatedEntry): void;
  waiting(): readonly SimulatedEntry[];
  announce(): void;
  readonly clock: Clock;
};

/** What happens to the jobs without a worker having done it. */
function fromOutside({
  entries,
  write,
  waiting,
  announce,
  clock,
}: Parts): Pick<JobTable, "loseHolders" | "wipe" | "postpone" | "promote"> {
  return {
    loseHolders() {
      for (const entry of entries.values()) if (entry.holder !== undefined) write(released(entry));
    },
    wipe() {
      entries.clear();
      announce();
    },
    postpone(untilMs) {
      for (const entry of waiting()) if (entry.dueAtMs < untilMs) write({ ...entry, dueAtMs: untilMs });
    },
    promote() {
      const nowMs = clock.now();
      for (const entry of waiting()) if (entry.dueAtMs > nowMs) write({ ...entry, dueAtMs: nowMs });
    },
  };
}

function released(held: SimulatedEntry): SimulatedEntry {
  const { holder: _, ...entry } = held;
  return entry;
}
