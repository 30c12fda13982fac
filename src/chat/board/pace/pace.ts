import type { Clock } from "../../../core/common/clock.ts";
import { createGate, type Gate, type GateDeps } from "./gate.ts";
import type { LaneName } from "./lanes.ts";
import { type Asking, createQueue, type Waiting } from "./queue.ts";
import { createStopwatch } from "./stopwatch.ts";

/** The one way of all cards of a platform to it: within its limits, and with one pace for all when it refuses. */
export type Pace = Pick<Gate, "isLimited" | "lost"> & {
  /**
   * Makes a request when its turn comes.
   * @param signal ends the waiting for the turn, not the request
   * @throws NoTurnError, or what the request throws
   */
  run<T>(asking: Asking, signal: AbortSignal, request: () => Promise<T>): Promise<T>;
  /** Cuts the pauses that nobody asked for, once, and lets nothing wait any more for a platform that refuses. */
  finish(): void;
};

export type PaceDeps = Omit<GateDeps, "now" | "isWanted"> & {
  readonly clock: Clock;
  /** Ends all waiting. */
  readonly shutdown: AbortSignal;
};

/** Node's timers end at once when they are set to more than 24 days. */
const longestSleepMs = 3_600_000;
const worthALineMs = 5000;

export function createPace(deps: PaceDeps): Pace {
  const { clock, shutdown } = deps;
  const queue = createQueue(letGo);
  const gate = createGate({ ...deps, now: createStopwatch(clock), isWanted: queue.wants });
  const noteWait = createWaitNote(deps, queue.wants);
  let isFinishing = false;
  const alarm = createAlarm(deps, letGo);

  function letGo(): void {
    for (const one of queue.inOrder(gate.isRound())) {
      if (gate.waitMs(one.asking) > 0) continue;
      one.go(gate.begin(one.asking));
      noteWait(one.asking);
    }
    const waiting = queue.inOrder(false);
    if (isFinishing) giveUp(waiting.filter(({ asking }) => isPause(gate.heldMs(asking.lane))));
    alarm.set(Math.min(...waiting.map(({ asking }) => gate.waitMs(asking))));
  }

  async function run<T>(asking: Asking, signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    const judged = await queue.join(asking, AbortSignal.any([signal, shutdown]));
    try {
      const result = await request();
      judged.answered();
      return result;
    } catch (error) {
      judged.failed(error);
      throw error;
    } finally {
      judged.over();
      letGo();
    }
  }

  function finish(): void {
    isFinishing = true;
    gate.cut();
    letGo();
  }

  return { run, isLimited: gate.isLimited, lost: gate.lost, finish };
}

/** Not while a request is under way whose success would let the others go. */
function isPause(heldMs: number): boolean {
  return heldMs > 0 && Number.isFinite(heldMs);
}

function giveUp(waiting: readonly Waiting[]): void {
  for (const one of waiting) one.giveUp();
}

/** One timer; to set it again ends what it was set to. */
function createAlarm({ clock, shutdown }: PaceDeps, ring: () => void): { set(ms: number): void } {
  let current = new AbortController();
  return {
    set(ms) {
      current.abort();
      if (!Number.isFinite(ms)) return;
      current = new AbortController();
      const signal = AbortSignal.any([current.signal, shutdown]);
      clock.sleep(Math.min(ms, longestSleepMs), signal).then(ring, () => {});
    },
  };
}

/** Says once that cards wait long, until none waits any more. */
function createWaitNote(
  { clock, log, transport }: PaceDeps,
  isWanted: (lane: LaneName) => boolean,
): (asking: Asking) => void {
  const noted = new Set<LaneName>();
  return ({ lane, sinceMs }) => {
    const waitedMs = clock.now() - sinceMs;
    if (!isWanted(lane)) noted.delete(lane);
    else if (waitedMs >= worthALineMs && !noted.has(lane)) {
      noted.add(lane);
      log.info("cards wait for the platform", { platform: transport.platform, lane, waitedMs });
    }
  };
}
