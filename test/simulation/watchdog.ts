import type { LeaseTerms } from "../../src/core/records/lease-terms.ts";

/** The twin of `pod/podlib/watchdog/decide.py`: all numbers are seconds of one clock. */
export type WatchdogState = {
  readonly leaseUntil: number;
  readonly limitAt: number;
  readonly keepUntil: number;
  readonly idleS: number;
  readonly lastUse: number;
};

export type WatchdogUse = "used" | "unused" | "unknown";
export type WatchdogLook = { readonly now: number; readonly use: WatchdogUse };

export type WatchdogDecision =
  | { readonly decision: "wait"; readonly state: WatchdogState }
  | { readonly decision: "stop"; readonly reason: "idle" | "limit"; readonly state: WatchdogState };

/** `wait`, or `stop` with its reason, and the state from here on; a use that nobody can tell counts as use. */
export function decideWatchdog(before: WatchdogState, { now, use }: WatchdogLook): WatchdogDecision {
  const state = use === "used" ? { ...before, lastUse: now } : before;
  if (now >= state.limitAt) return { decision: "stop", reason: "limit", state };
  if (now < state.leaseUntil || use !== "unused" || now < idleAt(state)) return { decision: "wait", state };
  return { decision: "stop", reason: "idle", state };
}

/** When the next look can decide for a stop at the earliest, as long as nobody uses the pod. */
export function earliestStop(state: WatchdogState): number {
  return Math.min(state.limitAt, Math.max(state.leaseUntil, idleAt(state)));
}

/** The twin of `begun` in `pod/podlib/watchdog/state.py`: a pod that starts, or is renewed, with these terms now. */
export function begunWatchdog(terms: LeaseTerms, now: number, lastUse: number = now): WatchdogState {
  return {
    leaseUntil: now + terms.leaseS,
    limitAt: now + terms.limitS,
    keepUntil: now + terms.keepS,
    idleS: terms.idleS,
    lastUse,
  };
}

function idleAt({ lastUse, idleS, keepUntil }: WatchdogState): number {
  return Math.max(lastUse + idleS, keepUntil);
}
