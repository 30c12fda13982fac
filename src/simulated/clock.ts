import type { Clock } from "../core/common/clock.ts";

/** Time that stands still until it is told to pass. */
export type SimulatedClock = Clock & {
  /** Lets `ms` pass: whoever sleeps wakes at their own moment, in order, and gets to do what follows. */
  advance(ms: number): Promise<void>;
  /** Lets everything go on that waits for nothing but other promises. */
  settle(): Promise<void>;
  /** Whether nobody has confirmed the time. */
  doubt(isInDoubt: boolean): void;
};

type Timer = { readonly atMs: number; ring(): void };

/** @default startMs is 2026-01-01 in UTC */
export function createSimulatedClock(startMs: number = Date.UTC(2026, 0, 1)): SimulatedClock {
  let nowMs = startMs;
  let isInDoubt = false;
  const timers = new Set<Timer>();

  function start(ms: number, ring: () => void): Timer {
    const timer = { atMs: nowMs + Math.max(0, ms), ring };
    timers.add(timer);
    return timer;
  }

  async function advance(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    await settle();
    for (let next = earliest(timers, untilMs); next !== undefined; next = earliest(timers, untilMs)) {
      timers.delete(next);
      nowMs = next.atMs;
      next.ring();
      await settle();
    }
    nowMs = untilMs;
  }

  return {
    now: () => nowMs,
    isConfirmed: () => !isInDoubt,
    doubt(value) {
      isInDoubt = value;
    },
    sleep: (ms, signal) => sleep({ start, cancel: (timer) => timers.delete(timer) }, ms, signal),
    deadline: (ms, parent) => deadline(start, ms, parent),
    advance,
    settle,
  };
}

/** The first timer that is due by then; of equal ones, the first that was started. */
function earliest(timers: ReadonlySet<Timer>, untilMs: number): Timer | undefined {
  let found: Timer | undefined;
  for (const timer of timers) {
    if (timer.atMs <= untilMs && (found === undefined || timer.atMs < found.atMs)) found = timer;
  }
  return found;
}

type Start = (ms: number, ring: () => void) => Timer;

async function sleep(
  timers: { start: Start; cancel(timer: Timer): void },
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => {
    resolve();
  };
  const timer = timers.start(ms, wake);
  signal?.addEventListener("abort", wake, { once: true });
  await promise;
  signal?.removeEventListener("abort", wake);
  timers.cancel(timer);
  signal?.throwIfAborted();
}

/** One for all, since most deadlines pass when nobody waits any more. */
const PASSED = new DOMException("The deadline has passed", "TimeoutError");

function deadline(start: Start, ms: number, parent?: AbortSignal): AbortSignal {
  const controller = new AbortController();
  start(ms, () => {
    controller.abort(PASSED);
  });
  return parent === undefined ? controller.signal : AbortSignal.any([controller.signal, parent]);
}

const turnsAtOnce = 512;
let turns = 0;

/** Node runs the next tick when no promise can go on any more; now and then the event loop has its turn as well. */
function settle(): Promise<void> {
  turns += 1;
  if (turns % turnsAtOnce === 0) return turnOfTheLoop();
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

function turnOfTheLoop(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage("turn");
  });
}
