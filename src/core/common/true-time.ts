import { createBoundedMap } from "./bounded-map.ts";
import { createSteadyWall, type MachineTimes } from "./steady-wall.ts";

/** What somebody outside of this machine says of the time. */
export type TimeReading = {
  /** `provider`: the `Date` of an answer. `redis`: Redis' TIME, of whose machine nobody knows whether it is this one. */
  readonly source: "provider" | "redis";
  /** In milliseconds since 1970, cut off to `exactToMs`; NaN for an answer that tells no time. */
  readonly atMs: number;
  readonly exactToMs: number;
  /** From the question to the answer: it was said at some moment in between. */
  readonly tookMs: number;
};

/** Is told what others say of the time. */
export type TimeWitness = {
  heard(reading: TimeReading): void;
  /** How long a machine of the provider's is up, as the provider tells it; `name` tells one start of it from others. */
  heardUptime(name: string, uptimeMs: number): void;
};

export type TrueTime = TimeWitness & {
  /** In milliseconds since 1970. */
  nowMs(): number;
  /** Whether a source has confirmed it since there was a reason to doubt; without sources it is as good as it gets. */
  isConfirmed(): boolean;
  /** By how much this machine's own clock is ahead of that; negative when it is behind. */
  machineAheadMs(): number;
};

type Options = {
  readonly machine: MachineTimes;
  /** Whether there are sources: until one has spoken, nothing is confirmed. */
  readonly isChecked: boolean;
};

/** What is added to the wall clock. */
type Claim = { readonly offsetMs: number; readonly atWallMs: number };

/** An answer takes up to 10 s, and names a second: nearer than that, a source confirms what is believed. */
const agreesMs = 10_000;
/** An answer that took longer says too little of the moment at which it was given. */
const longestMs = 10_000;
/** Two answers that far apart tell a source whose time passes from one that says the same again. */
const apartMs = 5_000;
const sameClaimMs = 3_000;
/** A list may be as of a minute ago. */
const uptimeUnsureMs = 2 * 60_000;
const refusedMs = 10 * 60_000;
/** After that, answers that lead nowhere are no source. */
const patienceMs = 10 * 60_000;
const mostUptimes = 1000;

/**
 * The true time as far as it can be known: this machine's wall clock with a correction. While the wall clock goes as the
 * stopwatch does, it is believed; when it jumps away from it, time goes on by the stopwatch and is in doubt. What trusts
 * what: the provider's `Date` decides at once between wall and stopwatch, and leads to any other time once two answers
 * agree. What the provider says of its machines' uptimes decides between those times that are named already, for or
 * against a `Date` too, since a proxy that tells a wrong one does not make them up. Redis may be on this machine, so its
 * agreeing with the wall says nothing; what it says against it counts beside the stopwatch or a `Date`, and never alone.
 * What a pod says itself never counts. Where the provider answers for ten minutes and still no time is confirmed, as behind a
 * proxy that drops or freezes the `Date`, the stopwatch is all there is, which never runs ahead.
 */
export function createTrueTime({ machine, isChecked }: Options): TrueTime {
  const wall = createSteadyWall(machine);
  const begins = createBoundedMap<string, number>(mostUptimes);
  let offsetMs = 0;
  /** As it was when it was confirmed last: where it is another one, the wall may be right. */
  let sureOffsetMs = 0;
  let isSure = !isChecked;
  let claim: Claim | undefined;
  let refused: Claim | undefined;
  /** Since when there is a doubt, by the wall. */
  let unsureSinceMs = machine.wallMs();
  /** Whether what the provider says leads nowhere. */
  let isUseless = false;

  /** The wall clock as it is now, its jumps taken out of the time. */
  function look(): number {
    const { wallMs, jumpedMs, isDoubtful } = wall.read();
    if (!isDoubtful) return wallMs;
    offsetMs -= jumpedMs;
    // What was counted by the wall as it was before counts anew.
    unsureSinceMs = wallMs;
    if (isChecked) isSure = false;
    else sureOffsetMs = offsetMs;
    claim = undefined;
    refused = undefined;
    isUseless = false;
    return wallMs;
  }

  function doubt(wallMs: number): void {
    if (isSure) unsureSinceMs = wallMs;
    isSure = false;
  }

  function confirm(trueOffsetMs: number): void {
    offsetMs = trueOffsetMs;
    sureOffsetMs = trueOffsetMs;
    isSure = true;
    claim = undefined;
  }

  function hearProvider(saidOffsetMs: number, wallMs: number): void {
    const isNear = nearTo(saidOffsetMs, agreesMs);
    const agreed = [offsetMs, ...(isSure ? [] : [sureOffsetMs])].find(isNear);
    if (agreed !== undefined) {
      isUseless = false;
      confirm(agreed);
    } else if (!isRefused(isNear, wallMs)) contradict(saidOffsetMs, wallMs);
  }

  function isRefused(isNear: (offset: number) => boolean, wallMs: number): boolean {
    return refused !== undefined && isNear(refused.offsetMs) && wallMs - refused.atWallMs < refusedMs;
  }

  function contradict(saidOffsetMs: number, wallMs: number): void {
    if (!isUseless) doubt(wallMs);
    const isSame = claim !== undefined && nearTo(saidOffsetMs, sameClaimMs)(claim.offsetMs);
    if (claim === undefined || !isSame) claim = { offsetMs: saidOffsetMs, atWallMs: wallMs };
    else if (wallMs - claim.atWallMs >= apartMs) confirm(saidOffsetMs);
    loseHope(wallMs);
  }

  function loseHope(wallMs: number): void {
    if (isSure || wallMs - unsureSinceMs < patienceMs) return;
    isUseless = true;
    confirm(offsetMs);
  }

  /** The wall with its last confirmed correction is the one candidate that a clock of this machine supports by itself. */
  function hearRedis(saidOffsetMs: number): void {
    const isNear = nearTo(saidOffsetMs, agreesMs);
    if (isSure || isNear(sureOffsetMs) || isNear(0)) return;
    if (isNear(offsetMs)) confirm(offsetMs);
    else if (claim !== undefined && isNear(claim.offsetMs)) confirm(claim.offsetMs);
  }

  /** Only where one of the times in question fits, and the others don't; after another start of the machine none does. */
  function decide(saidOffsetMs: number, wallMs: number): void {
    const isNear = nearTo(saidOffsetMs, uptimeUnsureMs);
    const named = [offsetMs, sureOffsetMs, ...(claim === undefined ? [] : [claim.offsetMs])];
    const fitting = named.filter(isNear);
    const [found] = fitting;
    if (found === undefined || fitting.some((other) => other !== found)) return;
    const against = claim;
    confirm(found);
    if (against !== undefined && found !== against.offsetMs) refused = { ...against, atWallMs: wallMs };
  }

  return {
    nowMs: () => look() + offsetMs,
    isConfirmed() {
      look();
      return isSure;
    },
    machineAheadMs() {
      look();
      return 0 - offsetMs;
    },
    heard({ source, atMs, exactToMs, tookMs }) {
      if (!isChecked || !(tookMs <= longestMs)) return;
      const wallMs = look();
      const saidOffsetMs = atMs + (exactToMs + tookMs) / 2 - wallMs;
      const isTold = Number.isFinite(saidOffsetMs);
      if (source === "provider" && isTold) hearProvider(saidOffsetMs, wallMs);
      else if (source === "provider") loseHope(wallMs);
      else if (isTold) hearRedis(saidOffsetMs);
    },
    heardUptime(name, uptimeMs) {
      if (!isChecked) return;
      const wallMs = look();
      const beganAtMs = begins.get(name);
      const seenMs = wallMs + offsetMs - uptimeMs;
      if (!isSure && beganAtMs !== undefined) decide(beganAtMs + uptimeMs - wallMs, wallMs);
      else if (isSure && (beganAtMs === undefined || seenMs < beganAtMs || seenMs - beganAtMs > uptimeUnsureMs))
        begins.set(name, seenMs);
    },
  };
}

function nearTo(ms: number, withinMs: number): (other: number) => boolean {
  return (other) => Math.abs(other - ms) <= withinMs;
}
