import type { LeaseTerms } from "../../src/core/records/lease-terms.ts";

/** The twin of `pod/podlib/watchdog/decide.py`: all numbers are seconds of one clock. */
export type WatchdogState = {
  readonly leaseUntil: number;
  readonly limitAt: number;
  readonly keepUntil: number;
  readonly idleS: number;
  readonly lastUse: number;
  /** When it has the time of a start again after a loss of its disk; absent: now. */
  readonly spareAt?: number;
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

/** As it lies on the pod's volume. */
export type WatchdogSaved = {
  readonly leaseLeftS: number;
  readonly limitLeftS: number;
  readonly keepLeftS: number;
  readonly idleS: number;
  readonly unusedForS: number;
  readonly spareInS: number;
};

const spareEveryS = 12 * 3600;

/** The twin of `pod/podlib/watchdog/resume.py`: what is left so much later, in a container that has lost its disk. */
export function resumeWatchdog(saved: WatchdogSaved, gapS: number, first: LeaseTerms): WatchdogSaved {
  const left = (s: number): number => Math.max(0, s - gapS);
  const startS = Math.min(first.leaseS, first.limitS);
  const [leaseLeftS, limitLeftS, spareInS] = [
    left(saved.leaseLeftS),
    left(saved.limitLeftS),
    left(saved.spareInS),
  ];
  const isSpared = spareInS === 0 && Math.min(leaseLeftS, limitLeftS) < startS;
  return {
    leaseLeftS: isSpared ? Math.max(leaseLeftS, startS) : leaseLeftS,
    limitLeftS: isSpared ? Math.max(limitLeftS, startS) : limitLeftS,
    keepLeftS: left(saved.keepLeftS),
    idleS: saved.idleS,
    unusedForS: saved.unusedForS + gapS,
    spareInS: isSpared ? spareEveryS : spareInS,
  };
}

/** The state as it was written down at this moment. */
export function savedWatchdog(state: WatchdogState, now: number): WatchdogSaved {
  const { leaseUntil, limitAt, keepUntil, idleS, lastUse, spareAt = now } = state;
  const left = (at: number): number => Math.max(0, at - now);
  return {
    leaseLeftS: left(leaseUntil),
    limitLeftS: left(limitAt),
    keepLeftS: left(keepUntil),
    idleS,
    unusedForS: Math.max(0, now - lastUse),
    spareInS: left(spareAt),
  };
}

export function stateOfSaved(saved: WatchdogSaved, now: number): WatchdogState {
  return {
    leaseUntil: now + saved.leaseLeftS,
    limitAt: now + saved.limitLeftS,
    keepUntil: now + saved.keepLeftS,
    idleS: saved.idleS,
    lastUse: now - saved.unusedForS,
    spareAt: now + saved.spareInS,
  };
}

function idleAt({ lastUse, idleS, keepUntil }: WatchdogState): number {
  return Math.max(lastUse + idleS, keepUntil);
}
