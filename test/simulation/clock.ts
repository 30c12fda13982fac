import type { Clock } from "../../src/core/common/clock.ts";
import { createHeap } from "./heap.ts";

/** The world's time, which passes only when it is told to; deadlines cost nothing until somebody listens to them. */
export type WorldClock = Clock & {
  /** Rings once at that moment, unless it is cancelled; what is past rings at once. */
  at(atMs: number, ring: () => void): Cancel;
  /** When it last rang. */
  rangAtMs(): number;
  /** When it rings next, and undefined when it never does. */
  nextAtMs(): number | undefined;
  /** Goes to that moment and rings all that is due by then, each at its own time. */
  moveTo(atMs: number): Promise<void>;
  /** Lets everything go on that waits for nothing but promises. */
  settle(): Promise<void>;
};

export type Cancel = () => void;

type Timer = { readonly atMs: number; readonly order: number; ring: (() => void) | undefined };

export function createWorldClock(startMs: number): WorldClock {
  const timers = createHeap<Timer>((a, b) => a.atMs - b.atMs || a.order - b.order);
  let nowMs = startMs;
  let order = 0;
  let rangAtMs = startMs;

  function at(atMs: number, ring: () => void): Cancel {
    const timer: Timer = { atMs: Math.max(atMs, nowMs), order: (order += 1), ring };
    timers.push(timer);
    return () => {
      timer.ring = undefined;
    };
  }

  function first(): Timer | undefined {
    while (timers.peek()?.ring === undefined && timers.peek() !== undefined) timers.pop();
    return timers.peek();
  }

  async function moveTo(untilMs: number): Promise<void> {
    for (let timer = first(); timer !== undefined && timer.atMs <= untilMs; timer = first()) {
      timers.pop();
      nowMs = timer.atMs;
      rangAtMs = nowMs;
      timer.ring?.();
      await settle();
    }
    nowMs = Math.max(nowMs, untilMs);
  }

  const clock: WorldClock = {
    now: () => nowMs,
    isConfirmed: () => true,
    sleep: async (ms, signal) => sleep(clock, ms, signal),
    deadline: (ms, parent) => createDeadline(clock, nowMs + ms, parent),
    at,
    rangAtMs: () => rangAtMs,
    nextAtMs: () => first()?.atMs,
    moveTo,
    settle,
  };
  return clock;
}

async function sleep(clock: WorldClock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  const cancel = clock.at(clock.now() + ms, wake);
  signal?.addEventListener("abort", wake);
  await promise;
  signal?.removeEventListener("abort", wake);
  cancel();
  signal?.throwIfAborted();
}

type Listener = Parameters<AbortSignal["addEventListener"]>[1];

/** Tells whether its time is over by looking at the clock; a real signal would be a timer for each call of the bot. */
function createDeadline(clock: WorldClock, atMs: number, parent: AbortSignal | undefined): AbortSignal {
  const listeners = new Map<Listener, Cancel>();
  const isOver = (): boolean => parent?.aborted === true || clock.now() >= atMs;

  function listen(listener: Listener): void {
    const tell = (): void => {
      signal.removeEventListener("abort", listener);
      if (typeof listener === "function") listener(new Event("abort"));
      else listener.handleEvent(new Event("abort"));
    };
    const cancel = clock.at(atMs, tell);
    parent?.addEventListener("abort", tell);
    listeners.set(listener, () => {
      cancel();
      parent?.removeEventListener("abort", tell);
    });
  }

  const signal: AbortSignal = {
    get aborted() {
      return isOver();
    },
    get reason() {
      if (!isOver()) return undefined;
      const reason: unknown =
        parent?.aborted === true
          ? parent.reason
          : new DOMException("The deadline has passed", "TimeoutError");
      return reason;
    },
    onabort: null,
    throwIfAborted() {
      if (isOver()) throw signal.reason;
    },
    addEventListener: (_type: string, listener: Listener) => {
      if (!isOver()) listen(listener);
    },
    removeEventListener: (_type: string, listener: Listener) => {
      listeners.get(listener)?.();
      listeners.delete(listener);
    },
    dispatchEvent: () => true,
  };
  return signal;
}

const turnsAtOnce = 512;
let turns = 0;

/** Node runs the next tick when no promise can go on any more; now and then the event loop has its turn as well. */
function settle(): Promise<void> {
  turns += 1;
  return new Promise((resolve) => {
    if (turns % turnsAtOnce === 0) setImmediate(resolve);
    else process.nextTick(resolve);
  });
}
