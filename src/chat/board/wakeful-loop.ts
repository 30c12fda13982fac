import type { Clock } from "../../core/common/clock.ts";
import { createPause } from "./pause.ts";

export type LoopDeps = {
  readonly clock: Clock;
  /** Ends the loop wherever it is. */
  readonly shutdown: AbortSignal;
  /** Does one piece of work and returns in how many milliseconds to go on; undefined when nothing is left. */
  turn(isFinishing: boolean): Promise<number | undefined>;
  onFailure(error: unknown, failures: number): void;
};

export type WakefulLoop = {
  /** Says that there is work; `isUrgent` ends any waiting. */
  wake(isUrgent: boolean): void;
  /** Whether there is nothing to do, and nothing under way. */
  isIdle(): boolean;
  /** Waits for nothing any more and gives up at the first failure; returns when nothing is under way. */
  finish(): Promise<void>;
};

/** Takes turns while there is work, one at a time; a turn that throws is taken again, later and later. */
export function createWakefulLoop(deps: LoopDeps): WakefulLoop {
  const { shutdown } = deps;
  const pause = createPause(deps.clock, shutdown);
  let running: Promise<void> | undefined;
  let isFinishing = false;
  let wakes = 0;
  let failures = 0;

  async function run(): Promise<void> {
    for (;;) {
      const seen = wakes;
      const waitMs = await turnOrBackOff();
      const isOld = wakes !== seen;
      if (shutdown.aborted || (waitMs === undefined && !isOld)) break;
      // Woken during the turn: what it saw is old, and the news may be urgent.
      if (!isOld) await pause.wait(waitMs ?? 0);
    }
    // In the same breath as the last look at `wakes`, so that no wake falls between.
    running = undefined;
  }

  async function turnOrBackOff(): Promise<number | undefined> {
    try {
      const waitMs = await deps.turn(isFinishing);
      failures = 0;
      return waitMs;
    } catch (error) {
      failures += 1;
      deps.onFailure(error, failures);
      return isFinishing ? undefined : backoffMs(failures);
    }
  }

  function wake(isUrgent: boolean): void {
    wakes += 1;
    if (isUrgent) pause.cut();
    running ??= run();
  }

  async function finish(): Promise<void> {
    isFinishing = true;
    pause.close();
    await running;
  }

  return { wake, finish, isIdle: () => running === undefined };
}

function backoffMs(failures: number): number {
  return Math.min(1000 * 2 ** (failures - 1), 60_000);
}
