/** One request that the hold let go. */
export type HeldRequest = {
  /** Returns whether it counts: one that began before the latest refusal says nothing new, but what it asks for is kept. */
  refused(askedMs: number | undefined): boolean;
  /** Ends a row of refusals; returns how many they were, 0 where it changes nothing. */
  answered(): number;
  over(): void;
};

/** Keeps requests back after a refusal: pauses grow, after each goes one request alone, and the first that is taken lets all go. */
export type Hold = {
  /** Refusals in a row. */
  failures(): number;
  /** Since the first of them, in milliseconds. */
  lastedMs(): number;
  /** Until the next request may go; infinite while one is under way that the others wait for. */
  waitMs(): number;
  begin(): HeldRequest;
  /** Ends a pause that nobody asked for. */
  cut(): void;
};

const firstPauseMs = 1000;
const longestPauseMs = 60_000;
/** A wait that something between here and the platform made up must not silence the bot for good. */
const longestAskedMs = 24 * 3_600_000;

/** The pause after so many failures in a row, in milliseconds. */
export function growingPauseMs(failures: number): number {
  return Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
}

/** @param now milliseconds that never run back */
export function createHold(now: () => number): Hold {
  const row = createRow(now);
  let askedUntilMs = 0;
  let probe: object | undefined;

  function keepAsked(askedMs: number): void {
    if (askedMs > 0) askedUntilMs = Math.max(askedUntilMs, now() + Math.min(askedMs, longestAskedMs));
  }

  function begin(): HeldRequest {
    const seen = row.changes();
    const self = {};
    if (row.failures() > 0) probe = self;
    return {
      refused(askedMs = 0) {
        keepAsked(askedMs);
        const counts = seen === row.changes();
        if (counts) row.grow();
        return counts;
      },
      answered: () => (seen === row.changes() ? row.end() : 0),
      over() {
        if (probe === self) probe = undefined;
      },
    };
  }

  function waitMs(): number {
    const isWaitedFor = row.failures() > 0 && probe !== undefined;
    return isWaitedFor ? Number.POSITIVE_INFINITY : Math.max(0, askedUntilMs - now(), row.pauseMs());
  }

  return { failures: row.failures, lastedMs: row.lastedMs, cut: row.cut, begin, waitMs };
}

type Row = Pick<Hold, "failures" | "lastedMs" | "cut"> & {
  /** How often it has grown or ended. */
  changes(): number;
  grow(): void;
  /** Returns how many failures have ended. */
  end(): number;
  /** What is left of the pause after the latest, in milliseconds. */
  pauseMs(): number;
};

/** Refusals in a row. */
function createRow(now: () => number): Row {
  let failures = 0;
  let changes = 0;
  let sinceMs = 0;
  let untilMs = 0;

  function grow(): void {
    if (failures === 0) sinceMs = now();
    failures += 1;
    changes += 1;
    untilMs = now() + growingPauseMs(failures);
  }

  function end(): number {
    const ended = failures;
    failures = 0;
    if (ended > 0) changes += 1;
    return ended;
  }

  return {
    failures: () => failures,
    changes: () => changes,
    lastedMs: () => (failures === 0 ? 0 : now() - sinceMs),
    pauseMs: () => (failures === 0 ? 0 : untilMs - now()),
    cut: () => void (untilMs = 0),
    grow,
    end,
  };
}
