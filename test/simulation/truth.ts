import type { PodInUse } from "./pods-in-use.ts";
import type { Presence } from "./presence.ts";

/** What of a pod's run only the people and the world know. */
type RunFacts = {
  readonly startedAtMs: number;
  limitAtMs: number;
  /** The same from the first wish for this run on. */
  earliestLimitMs: number;
  /** Each time that somebody gave a command that was answered well, in order. */
  touchesMs: readonly number[];
  touchedAbleMs: number;
  /** What somebody was promised by the bot, and what of that it knows. */
  keepUntilMs: number;
  keepByBotMs: number;
  /** What was asked for and answered as probably not done. */
  maybeUntilMs: number;
  /** What was promised last, which its watchdog hears of with the next renewal. */
  promisedMs: number;
  promisedAtMs: number;
  promisedAbleMs: number;
  /** When it was ready for people. */
  readyAtMs: number;
};

/** When pods were really used, by what is true and not by what the bot has written down. */
export type Truth = {
  /** Somebody asks for a pod that is to come up. */
  wished(nowMs: number): void;
  began(pod: PodInUse, nowMs: number, limitMs: number): void;
  ended(): void;
  touched(pod: PodInUse, nowMs: number): void;
  kept(pod: PodInUse, untilMs: number, nowMs: number): void;
  maybeKept(pod: PodInUse, untilMs: number): void;
  renewed(pod: PodInUse): void;
  /** It is ready for people for the first time. */
  ready(pod: PodInUse, nowMs: number): void;
  limited(pod: PodInUse, limitAtMs: number): void;
  /** The bot has lost its memory: what it has not told the pod yet, nobody knows. */
  wiped(pod: PodInUse): void;
  /** The end of the last use by then; then itself while somebody or a training is at it. */
  lastUseMs(pod: PodInUse, atMs: number): number;
  /** The same without what was promised, and without commands after that. @default untilMs is now */
  lastWorkMs(pod: PodInUse, atMs: number, untilMs?: number): number;
  /** Of that, what its watchdog could know: a command is told to it with the next renewal. */
  lastToldMs(pod: PodInUse, atMs: number): number;
  /** Whether its watchdog should know of what was promised last. */
  isPromiseTold(pod: PodInUse): boolean;
  /** When a training ran or somebody was logged in last, which the pod's gate remembers; 0 for never. */
  lastBusyMs(pod: PodInUse, atMs: number): number;
  factsOf(pod: PodInUse): Readonly<RunFacts>;
};

/** An able bot has told the watchdog what it has to know within this time. */
const tellsWithinMs = 2 * 60_000;

/** `ableMs` is the time in which there was a bot that could act. */
export function createTruth(presence: Presence, ableMs: () => number): Truth {
  const runs = new Map<string, RunFacts>();
  let wishedAtMs: number | undefined;

  function factsOf(pod: PodInUse): RunFacts {
    const facts = runs.get(`${pod.id} ${pod.runs}`);
    if (facts === undefined) throw new Error("The pod never ran");
    return facts;
  }

  function lastWorkMs(pod: PodInUse, atMs: number, untilMs = Number.POSITIVE_INFINITY): number {
    const touchedMs = factsOf(pod).touchesMs.findLast((touchMs) => touchMs <= untilMs) ?? 0;
    return Math.max(touchedMs, lastOnPodMs(pod, atMs));
  }

  function lastOnPodMs(pod: PodInUse, atMs: number): number {
    return Math.max(factsOf(pod).startedAtMs, presence.lastActMs(pod, atMs), lastBusyMs(pod, atMs));
  }

  function lastBusyMs(pod: PodInUse, atMs: number): number {
    const trained = pod.training === undefined ? 0 : Math.min(pod.training.endsAtMs, atMs);
    return Math.max(trained, presence.lastShellMs(pod, atMs));
  }

  return {
    wished(nowMs) {
      wishedAtMs ??= nowMs;
    },
    ended() {
      wishedAtMs = undefined;
    },
    began(pod, nowMs, limitMs) {
      const facts = {
        startedAtMs: nowMs,
        limitAtMs: nowMs + limitMs,
        earliestLimitMs: (wishedAtMs ?? nowMs) + limitMs,
        touchesMs: [],
        touchedAbleMs: 0,
        keepUntilMs: 0,
        keepByBotMs: 0,
        maybeUntilMs: 0,
        promisedMs: 0,
        promisedAtMs: 0,
        promisedAbleMs: 0,
        readyAtMs: 0,
      };
      runs.set(`${pod.id} ${pod.runs}`, facts);
    },
    touched(pod, nowMs) {
      const facts = factsOf(pod);
      facts.touchesMs = [...facts.touchesMs, nowMs];
      facts.touchedAbleMs = ableMs();
    },
    kept(pod, untilMs, nowMs) {
      const facts = factsOf(pod);
      facts.promisedMs = untilMs;
      facts.promisedAtMs = nowMs;
      facts.promisedAbleMs = ableMs();
      facts.keepUntilMs = Math.max(untilMs, facts.keepUntilMs);
      // No promise goes beyond the limit of this life, also where another life of the pod has another one later.
      facts.keepByBotMs = Math.min(untilMs, facts.earliestLimitMs);
    },
    maybeKept(pod, untilMs) {
      const facts = factsOf(pod);
      facts.maybeUntilMs = Math.max(facts.maybeUntilMs, untilMs);
    },
    renewed(pod) {
      const facts = factsOf(pod);
      facts.keepUntilMs = facts.promisedMs;
    },
    ready(pod, nowMs) {
      factsOf(pod).readyAtMs = nowMs;
    },
    limited(pod, limitAtMs) {
      const facts = factsOf(pod);
      facts.limitAtMs = limitAtMs;
      facts.earliestLimitMs = limitAtMs;
    },
    wiped(pod) {
      const facts = factsOf(pod);
      facts.touchesMs = facts.touchesMs.filter((touchMs) => touchMs < pod.leaseAtMs);
      if (facts.promisedAtMs >= pod.leaseAtMs) facts.keepByBotMs = 0;
    },
    // Nobody may use it beyond the end of its maximum lifetime, so what is later counts as that.
    lastUseMs(pod, atMs) {
      const { readyAtMs, keepUntilMs, maybeUntilMs, limitAtMs } = factsOf(pod);
      const promisedMs = Math.max(keepUntilMs, maybeUntilMs);
      return Math.min(atMs, limitAtMs, Math.max(lastWorkMs(pod, atMs), promisedMs, readyAtMs));
    },
    lastWorkMs,
    lastBusyMs,
    lastToldMs(pod, atMs) {
      const { touchesMs, touchedAbleMs } = factsOf(pod);
      const touchedMs = touchesMs.at(-1) ?? 0;
      const isTold = touchedMs < pod.leaseAtMs || ableMs() - touchedAbleMs > tellsWithinMs;
      return Math.max(isTold ? touchedMs : 0, lastOnPodMs(pod, atMs));
    },
    isPromiseTold(pod) {
      const { promisedAtMs, promisedAbleMs } = factsOf(pod);
      return promisedAtMs < pod.leaseAtMs || ableMs() - promisedAbleMs > tellsWithinMs;
    },
    factsOf,
  };
}
