import { defaultSettings } from "../../src/core/records/settings.ts";
import { leaseMs } from "../../src/core/pods/lease-terms.ts";
import type { LeaseTerms } from "../../src/core/records/lease-terms.ts";
import type { StopReason } from "../../src/core/records/pod-end.ts";
import type { Bound } from "./figures.ts";
import type { PodInUse } from "./pods-in-use.ts";
import type { Rules } from "./rules.ts";
import type { Truth } from "./truth.ts";
import { minuteMs, secondMs } from "./units.ts";

export type Outage = { readonly fromMs: number; readonly toMs: number };

/** By what a pod ended, as far as its end says. */
export type PodEnd = {
  readonly atMs: number;
  readonly reason: StopReason | "watchdog" | "watchdog-limit" | "world" | "given-up" | "unknown";
};

/** The bot's sweep, and the look of the watchdog that takes over. */
const looksMs = 2 * 15 * secondMs;
/** What was done within so long before a stop was decided, nobody could know yet: a reading may be two minutes old. */
const blindMs = 150 * secondMs;
/** Clocks are asked at different moments of one command. */
const slackMs = 5 * secondMs;

export type Unattended = { readonly minutes: number; readonly bound: Bound; readonly isOver: boolean };

type Past = {
  readonly truth: Truth;
  readonly rules: Rules;
  readonly outages: readonly Outage[];
  /** When lives of the bot began. */
  readonly beganAtMs: readonly number[];
  /** How often its stop was put off since then, since nobody was shown the warning. */
  timesPutOff(sinceMs: number): number;
};

/** How long nobody has used a pod that is up, and how long that may be. */
export function judgeUnattended(
  pod: PodInUse,
  nowMs: number,
  { truth, rules, outages, beganAtMs, timesPutOff }: Past,
): Unattended {
  const lastUseMs = truth.lastUseMs(pod, nowMs);
  const longestOutageMs = Math.max(
    0,
    ...outages
      .filter(({ fromMs, toMs }) => fromMs <= nowMs && toMs >= lastUseMs)
      .map(({ fromMs, toMs }) => toMs - fromMs),
  );
  const [idleMs, warnsMs] = idleAndGrace(pod, rules, lastUseMs);
  // A bot that was away when a warning was due gives it late, with its whole time.
  const isLate = beganAtMs.some((atMs) => atMs > lastUseMs + idleMs && atMs <= nowMs);
  const graceMs = warnsMs * (1 + (isLate ? 1 : 0) + timesPutOff(lastUseMs));
  const boundMs = idleMs + graceMs + looksMs + leaseMs + longestOutageMs;
  return {
    minutes: (nowMs - lastUseMs) / minuteMs,
    isOver: nowMs - lastUseMs > boundMs + slackMs,
    bound: {
      idle: idleMs / minuteMs,
      grace: graceMs / minuteMs,
      sweep: looksMs / minuteMs,
      lease: leaseMs / minuteMs,
      longestOutage: longestOutageMs / minuteMs,
    },
  };
}

/** Until the next renewal a watchdog goes by what counted at the one before, or when its pod was made. */
function idleAndGrace(pod: PodInUse, rules: Rules, lastUseMs: number): readonly [number, number] {
  const [idleMs, graceMs] = [rules.idle().most, rules.grace().most];
  const wasOld = pod.oldTerms.untilMs > lastUseMs ? pod.oldTerms.idleS : 0;
  const isOld = isOutdated(pod, rules) ? termsOf(pod).idleS : 0;
  return [Math.max(idleMs, Math.max(wasOld, isOld) * secondMs - graceMs), graceMs];
}

/** Whether its watchdog goes by terms of before the last change of the rules. */
export function isOutdated({ lease, leaseAtMs }: PodInUse, rules: Rules): boolean {
  return lease === undefined || leaseAtMs <= rules.changedAtMs();
}

export function termsOf({ lease, firstTerms }: PodInUse): LeaseTerms {
  return lease ?? firstTerms;
}

type Facts = { readonly truth: Truth; readonly rules: Rules };

/** Whether a pod was stopped although somebody or a training was at it within its idle time; nobody can be at one without an address. */
export function wasInUse(pod: PodInUse, { atMs, reason }: PodEnd, { truth, rules }: Facts): boolean {
  if (reason === "hard-limit" || reason === "watchdog-limit") return atMs + minuteMs < limitOf(pod, truth);
  // Of two pods of a team the one that people work on stays.
  if (reason === "duplicate") return pod.wasLive && atMs - truth.lastWorkMs(pod, atMs) < minuteMs;
  if (reason !== "idle" && reason !== "watchdog" && reason !== "unknown") return false;
  if (pod.oddity.hasAddress === false) return false;
  const knowsAtMs = atMs - blindMs;
  // Who comes back later is judged by whether that was heeded.
  if (reason === "idle") return atMs - truth.lastWorkMs(pod, knowsAtMs, atMs) < rules.idle().least - slackMs;
  return atMs - truth.lastToldMs(pod, knowsAtMs) < toldIdleMs(pod, rules) - slackMs;
}

/** An admin may have put it off; what is otherwise is counted from the wish on. */
function limitOf(pod: PodInUse, truth: Truth): number {
  const { startedAtMs, limitAtMs, earliestLimitMs } = truth.factsOf(pod);
  return limitAtMs > startedAtMs + defaultSettings.hardLimitMs ? limitAtMs : earliestLimitMs;
}

/** What the watchdog was told, where that is less than what counts by now. */
function toldIdleMs(pod: PodInUse, rules: Rules): number {
  const { least } = rules.idle();
  return isOutdated(pod, rules) ? Math.min(least, termsOf(pod).idleS * secondMs - rules.grace().most) : least;
}

/** A reading that fails, the ones after it, and the look that holds the stop. */
const heedsWithinMs = 5 * minuteMs;

type Sight = Pick<Facts, "truth" | "rules"> & {
  readonly clock: { readonly now: () => number };
  /** Since when there is a bot that sees what is done on pods. */
  readonly sightedSinceMs: number | undefined;
};

/** Whether a pod was stopped for idleness long after that was decided, by a bot that had seen somebody come back to it. */
export function wasComeback(
  pod: PodInUse,
  { atMs, reason }: PodEnd,
  { truth, rules, clock, sightedSinceMs = Number.POSITIVE_INFINITY }: Sight,
): boolean {
  if (reason !== "idle" || pod.isGateStuck) return false;
  const nowMs = clock.now();
  const backMs = truth.lastWorkMs(pod, nowMs - heedsWithinMs);
  if (backMs <= atMs || sightedSinceMs > backMs) return false;
  return nowMs - backMs < rules.idle().least - heedsWithinMs && nowMs < truth.factsOf(pod).limitAtMs;
}

/** Whether a promise to keep it was broken. */
export function wasKept(pod: PodInUse, { atMs, reason }: PodEnd, truth: Truth): boolean {
  const { keepByBotMs, limitAtMs } = truth.factsOf(pod);
  // Nobody could tell the pod.
  if (reason === "watchdog" && !truth.isPromiseTold(pod)) return true;
  const isExcused = reason !== "idle" && reason !== "watchdog" && reason !== "unknown";
  return isExcused || atMs + minuteMs >= Math.min(keepByBotMs, limitAtMs);
}
