import type { Clock } from "../../core/common/clock.ts";
import { growingPauseMs } from "./pace/hold.ts";
import { createPause } from "./pause.ts";

export type Turn = {
  readonly isFinishing: boolean;
  /** Aborts when there is other work than this turn has seen. */
  readonly news: AbortSignal;
};

export type LoopDeps = {
  readonly clock: Clock;
  /** Ends the loop wherever it is. */
  readonly shutdown: AbortSignal;
  /** Does one piece of work and returns in how many milliseconds to go on; undefined when nothing is left. */
  turn(turn: Turn): Promise<number | undefined>;
  onFailure(error: unknown, failures: number): void;
};

export type WakefulLoop = {
  /** Says that there is work; `isUrgent` ends also the waiting after a failure. */
  wake(isUrgent: boolean): void;
  /** Whether there is nothing to do, and nothing under way. */
  isIdle(): boolean;
  /** Waits for nothing any more and gives up at the first failure; returns when nothing is under way. */
  finish(): Promise<void>;
};

/** Takes turns while there is work, one at a time; a turn that throws is taken again, later and later. */
export function createWakefulLoop(deps: LoopDeps): WakefulLoop {
  const pause = createPause(deps.clock, deps.shutdown);
  let running: Promise<void> | undefined;
  let isFinishing = false;
  let news = new AbortController();
  let failures = 0;

  async function run(): Promise<void> {
    for (;;) {
      news = new AbortController();
      const { signal } = news;
      const waitMs = await turnOrBackOff(signal);
      if (deps.shutdown.aborted || (waitMs === undefined && !signal.aborted)) break;
      // Woken during the turn: what it saw is old, and the news may be urgent.
      if (!signal.aborted) await pause.wait(waitMs ?? 0);
    }
    // In the same breath as the last look at `news`, so that no wake falls between.
    running = undefined;
  }

  async function turnOrBackOff(signal: AbortSignal): Promise<number | undefined> {
    try {
      const waitMs = await deps.turn({ isFinishing, news: signal });
      failures = 0;
      return waitMs;
    } catch (error) {
      failures += 1;
      deps.onFailure(error, failures);
      return isFinishing ? undefined : growingPauseMs(failures);
    }
  }

  function wake(isUrgent: boolean): void {
    news.abort();
    if (isUrgent || failures === 0) pause.cut();
    running ??= run();
  }

  async function finish(): Promise<void> {
    isFinishing = true;
    pause.close();
    news.abort();
    await running;
  }

  return { wake, finish, isIdle: () => running === undefined };
}
