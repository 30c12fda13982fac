import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import { growingPauseMs } from "../board/pace/hold.ts";
import { createPause } from "../board/pause.ts";
import { RefusedError } from "../board/refused-error.ts";
import type { PlatformHealth } from "../platform-health.ts";
import type { Connection } from "./connection.ts";
import { explainCommands } from "./explain.ts";

export type KeepDeps = {
  readonly clock: Clock;
  readonly log: Log;
  readonly health: PlatformHealth;
  readonly closing: AbortSignal;
  /** @throws RefusedError */
  connect(): Promise<Connection>;
};

/** A hello promises nothing: Slack ends a connection that is one too many right after it. */
const goodAfterMs = 30_000;
/** Only a person can put it right. */
const lookEveryMs = 60_000;

/** How one attempt ended; `isGood` when its connection had held. */
type Ended = { readonly refusal: RefusedError; readonly isGood: boolean };

/** Connects again whenever a connection has ended, later and later until one holds. Never throws. */
export async function keepConnected(first: Connection | RefusedError, deps: KeepDeps): Promise<void> {
  const { clock, closing } = deps;
  const pause = createPause(clock, closing);
  const isOver = (): boolean => closing.aborted;
  let attempt: Connection | RefusedError = first;
  let failures = 0;
  for (;;) {
    const { refusal, isGood } = await follow(attempt, deps);
    if (isOver()) return;
    const isAtOnce = isGood || (failures === 0 && plannedEnds.has(refusal.code));
    failures = isGood ? 0 : failures + 1;
    if (!isAtOnce) await pause.wait(tell(refusal, failures, deps));
    if (isOver()) return;
    attempt = await tryAgain(deps);
  }
}

/** Slack moves each connection to another of its machines now and then. */
const plannedEnds: ReadonlySet<string> = new Set(["refresh_requested", "warning"]);

/** Returns the milliseconds until the next attempt: what Slack asks for counts, and what only a person can put right is looked at each minute. */
function tell(refusal: RefusedError, failures: number, { log, health }: KeepDeps): number {
  const { kind, code, waitMs: askedMs = 0 } = refusal;
  const needsPerson = kind === "token" || kind === "rights";
  const ownMs = needsPerson ? lookEveryMs : growingPauseMs(failures);
  const waitMs = Math.max(askedMs, ownMs);
  log.warn("slack not connected", { failures, code, waitMs });
  health.failed("commands", explainCommands(refusal));
  return waitMs;
}

async function tryAgain({ connect, log }: KeepDeps): Promise<Connection | RefusedError> {
  try {
    const connection = await connect();
    log.info("slack connected again");
    return connection;
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
}

async function follow(attempt: Connection | RefusedError, deps: KeepDeps): Promise<Ended> {
  if (attempt instanceof RefusedError) return { refusal: attempt, isGood: false };
  const over = new AbortController();
  let isGood = false;

  async function hold(): Promise<void> {
    await deps.clock.sleep(goodAfterMs, over.signal);
    isGood = true;
    deps.health.works("commands");
  }

  const holding = hold().catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  const refusal = await attempt.ended;
  over.abort();
  await holding;
  return { refusal, isGood };
}
