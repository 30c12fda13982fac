import { isInUse, type Use } from "./activity.ts";
import type { Warning } from "./pod.ts";

/** All durations in milliseconds, all times in milliseconds since 1970. */
export type IdlePolicy = { readonly idleMs: number; readonly graceMs: number; readonly hardLimitMs: number };

export type IdleFacts = {
  readonly nowMs: number;
  readonly startedAtMs: number;
  readonly liveAtMs: number;
  /** Absent until the pod's use was first read: counts as unknown. */
  readonly use: Use | undefined;
  readonly warning: Warning | undefined;
  readonly policy: IdlePolicy;
};

/** `keep` with `isBackInUse` takes a warning back. */
export type IdleDecision =
  | { readonly kind: "keep"; readonly isBackInUse: boolean }
  | { readonly kind: "warn"; readonly reason: "idle" | "hard-limit"; readonly stopAtMs: number }
  | { readonly kind: "stop"; readonly reason: "idle" | "hard-limit" };

const hardLimitNoticeMs = 10 * 60_000;
/** An older reading says nothing about now: the bot was down, or reading hangs. */
const freshMs = 2 * 60_000;

/**
 * Whether a live pod goes on, is warned, or is stopped. Work of the server counts as use, and a use that can't be read
 * neither stops the pod nor takes a warning back; the hard limit ends even those, with a notice ten minutes before.
 */
export function decideIdle(facts: IdleFacts): IdleDecision {
  const { nowMs, warning, policy } = facts;
  const hardStopAtMs = facts.startedAtMs + policy.hardLimitMs;
  if (nowMs >= hardStopAtMs) return { kind: "stop", reason: "hard-limit" };
  if (nowMs >= hardStopAtMs - hardLimitNoticeMs && warning?.reason !== "hard-limit") {
    return { kind: "warn", reason: "hard-limit", stopAtMs: hardStopAtMs };
  }
  if (isUsed(facts)) return { kind: "keep", isBackInUse: warning?.reason === "idle" };
  if (!isKnown(facts)) return { kind: "keep", isBackInUse: false };
  if (warning?.reason === "hard-limit") return { kind: "keep", isBackInUse: false };
  if (warning === undefined) return { kind: "warn", reason: "idle", stopAtMs: nowMs + policy.graceMs };
  return nowMs >= warning.stopAtMs ? { kind: "stop", reason: "idle" } : { kind: "keep", isBackInUse: false };
}

/** What was once seen to be used stays so for the idle time, also while nothing more can be read. */
function isUsed(facts: IdleFacts): boolean {
  const goesOn = facts.use !== undefined && isInUse(facts.use) && isKnown(facts);
  return goesOn || facts.nowMs < unusedFromMs(facts);
}

function isKnown({ use, nowMs }: IdleFacts): boolean {
  return use?.state === "known" && nowMs - use.readAtMs <= freshMs;
}

type Known = Pick<IdleFacts, "liveAtMs" | "use" | "policy">;

/** When the pod counts as idle, in milliseconds since 1970; infinite while it is in use or its use is unknown. */
export function idleSinceMs(facts: Known): number {
  const { use } = facts;
  if (use === undefined || use.state === "unknown" || isInUse(use)) return Number.POSITIVE_INFINITY;
  return unusedFromMs(facts);
}

/** The end of the idle time if nobody uses it any more. */
function unusedFromMs({ use, liveAtMs, policy }: Known): number {
  return Math.max(Math.max(use?.lastUseAtMs ?? 0, liveAtMs) + policy.idleMs, use?.keepUntilMs ?? 0);
}
