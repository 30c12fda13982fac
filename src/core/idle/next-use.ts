import { type ActKind, actKinds, type ActivityReading, type Use } from "../records/use.ts";
import { defined } from "../common/defined.ts";

/** Two clocks drift less than that between two looks, and an answer takes less: more is a clock that was set. */
const jumpMs = 2 * 60_000;

/** Use of a pod that is used at this moment; what was done before is remembered. */
export function usedNow(before: Use | undefined, nowMs: number): Use {
  return {
    ...remembered(before),
    ...defined({ aheadMs: before?.aheadMs }),
    lastUseAtMs: nowMs,
    readAtMs: nowMs,
    state: "known",
    work: [],
    unknown: [],
  };
}

export type Moment = {
  readonly nowMs: number;
  /** False while the bot's clock is in doubt, which is then compared with none: what follows is its correction. @default true */
  readonly isSure?: boolean;
};

/**
 * The moment of a reading by the bot's clock. While that is in doubt, as at a start, ages would become moments hours away:
 * the pod's clock tells then, by how the two were when they were compared last.
 */
export function readingMs(
  before: Use | undefined,
  { podNowMs }: ActivityReading,
  { nowMs, isSure = true }: Moment,
): number {
  return isSure || before?.aheadMs === undefined ? nowMs : podNowMs + before.aheadMs;
}

/**
 * What is known after one more look at the pod, `undefined` when it could not be read. Use is whatever a person did and
 * whatever goes on; no time goes back because of one reading, and one in the future counts as now.
 */
export function nextUse(before: Use | undefined, reading: ActivityReading | undefined, moment: Moment): Use {
  if (reading === undefined) return unread(before, moment);
  const { acts: _a, busyAgeMs: _b, server: _s, podNowMs: _p, ...found } = reading;
  const state = reading.unknown.length > 0 && !isInUse(reading) ? "unknown" : "known";
  return { ...remembered(before), ...found, ...momentsOf(before, reading, moment), state };
}

type Moments = Pick<Use, "acts" | "aheadMs" | "lastUseAtMs" | "readAtMs">;

function momentsOf(before: Use | undefined, reading: ActivityReading, moment: Moment): Moments {
  const { isSure = true } = moment;
  // Neither clock tells when anything was, so that waits for the first reading by a time that is sure.
  if (!isSure && before?.aheadMs === undefined) return undated(before, moment);
  const { acts: ages, busyAgeMs, podNowMs } = reading;
  const nowMs = readingMs(before, reading, moment);
  const aheadMs = isSure ? nowMs - podNowMs : before?.aheadMs;
  const acts = nextActs(before?.acts ?? {}, ages, nowMs);
  const busyAtMs = busyAgeMs === undefined ? 0 : nowMs - Math.max(0, busyAgeMs);
  const onPodMs = Math.max(...Object.values(acts), isInUse(reading) ? nowMs : busyAtMs);
  return {
    acts,
    ...defined({ aheadMs }),
    lastUseAtMs: Math.max(lastUse(before, aheadMs, nowMs), onPodMs),
    readAtMs: nowMs,
  };
}

function undated(before: Use | undefined, { nowMs }: Moment): Moments {
  return { lastUseAtMs: before?.lastUseAtMs ?? nowMs, readAtMs: before?.readAtMs ?? nowMs };
}

function unread(before: Use | undefined, { nowMs, isSure = true }: Moment): Use {
  const silentSinceMs = before?.silentSinceMs ?? (isSure ? nowMs : undefined);
  const ahead = before?.aheadMs === undefined ? {} : { aheadMs: before.aheadMs };
  const lastUseAtMs = before?.lastUseAtMs ?? nowMs;
  return {
    ...remembered(before),
    ...ahead,
    ...defined({ silentSinceMs }),
    lastUseAtMs,
    readAtMs: nowMs,
    state: "unknown",
    work: [],
  };
}

/**
 * When the bot's clock was put forward, what it had noted by it would look older than it is: the pod's clock tells. One
 * that was put back makes it younger, which stops nothing too early.
 */
function lastUse(before: Use | undefined, aheadMs: number | undefined, nowMs: number): number {
  if (before === undefined) return nowMs;
  const jumpedMs = before.aheadMs === undefined || aheadMs === undefined ? 0 : aheadMs - before.aheadMs;
  return Math.min(nowMs, before.lastUseAtMs + (jumpedMs > jumpMs ? jumpedMs : 0));
}

type Ongoing = Partial<Pick<Use, "work" | "sshSessions" | "openRequests">>;

/** Whether something goes on at the moment of the reading; GPU and CPU have no say in it. */
export function isInUse({ work = [], sshSessions = 0, openRequests = 0 }: Ongoing): boolean {
  return work.length > 0 || sshSessions > 0 || openRequests > 0;
}

/** Whether the last look at the pod had no answer at all; one that lacks some sources is an answer. */
export function isSilent(use: Use | undefined): boolean {
  return use?.state === "unknown" && use.unknown === undefined;
}

function remembered(use: Use | undefined): Pick<Use, "acts" | "keepUntilMs"> {
  return {
    ...defined({ acts: use?.acts, keepUntilMs: use?.keepUntilMs }),
  };
}

type Acts = NonNullable<Use["acts"]>;

function nextActs(before: Acts, ages: ActivityReading["acts"], nowMs: number): Acts {
  const seen = actKinds.flatMap((kind): [ActKind, number][] => {
    const age = ages[kind];
    if (age === undefined) return [];
    return [[kind, Math.min(nowMs, Math.max(before[kind] ?? 0, nowMs - Math.max(0, age)))]];
  });
  return { ...before, ...Object.fromEntries(seen) };
}
