import { createBoundedMap } from "./bounded-map.ts";
import { createSteadyWall, type MachineTimes } from "./steady-wall.ts";
import {
  firstBelief,
  isOtherBegin,
  type TimeBelief,
  withJump,
  withoutHope,
  withProvider,
  withRedis,
  withUptime,
} from "./time-belief.ts";

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

/** An answer that took longer says too little of the moment at which it was given, and is one that has not helped. */
const longestMs = 10_000;
const mostUptimes = 1000;

/**
 * The true time as far as it can be known: this machine's wall clock with a correction. While the wall clock goes as the
 * stopwatch does, it is believed; when it jumps away from it, time goes on by the stopwatch and is in doubt. What trusts
 * what: the provider's `Date` decides at once between wall and stopwatch, and leads to any other time once two answers
 * agree. What the provider says of its machines' uptimes decides between those times that are named already, for or
 * against a `Date` too, since a proxy that tells a wrong one does not make them up. Redis may be on this machine, so its
 * agreeing with the wall says nothing; what it says against it counts beside the stopwatch or a `Date`, and never alone.
 * What a pod says itself never counts. Where the provider answers on and on for ten minutes and still no time is confirmed, as
 * behind a proxy that drops or freezes the `Date`, the stopwatch is all there is, which never runs ahead.
 */
export function createTrueTime({ machine, isChecked }: Options): TrueTime {
  const wall = createSteadyWall(machine);
  const begins = createBoundedMap<string, number>(mostUptimes);
  let belief = firstBelief(isChecked);

  /** The wall clock as it is now, its jumps taken out of the time. */
  function look(): number {
    const reading = wall.read();
    if (reading.isDoubtful) belief = withJump(belief, reading.jumpedMs, isChecked);
    return reading.wallMs;
  }

  return {
    nowMs: () => look() + belief.offsetMs,
    isConfirmed() {
      look();
      return belief.isSure;
    },
    machineAheadMs() {
      look();
      return 0 - belief.offsetMs;
    },
    heard(reading) {
      // An answer that was on its way while the time was corrected took nobody knows how long.
      if (!isChecked || reading.tookMs < 0) return;
      const wallMs = look();
      const { source, tookMs } = reading;
      if (tookMs <= longestMs) belief = withReading(belief, reading, wallMs);
      else if (source === "provider") belief = withoutHope(belief, wallMs);
    },
    heardUptime(name, uptimeMs) {
      if (!isChecked) return;
      const wallMs = look();
      const beganAtMs = begins.get(name);
      const seenMs = wallMs + belief.offsetMs - uptimeMs;
      if (belief.isSure && isOtherBegin(beganAtMs, seenMs)) begins.set(name, seenMs);
      if (belief.isSure || beganAtMs === undefined) return;
      belief = withUptime(belief, { offsetMs: beganAtMs + uptimeMs - wallMs, wallMs });
    },
  };
}

function withReading(belief: TimeBelief, reading: TimeReading, wallMs: number): TimeBelief {
  const { source, atMs, exactToMs, tookMs } = reading;
  const said = { offsetMs: atMs + (exactToMs + tookMs) / 2 - wallMs, wallMs };
  if (!Number.isFinite(said.offsetMs)) return source === "provider" ? withoutHope(belief, wallMs) : belief;
  return source === "provider" ? withProvider(belief, said) : withRedis(belief, said);
}
