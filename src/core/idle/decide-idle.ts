import { isInUse } from "./next-use.ts";
import type { Use } from "../records/use.ts";
import type { LimitNotice, Warning, IdlePolicy } from "../records/pod-end.ts";

export type IdleFacts = {
  readonly nowMs: number;
  readonly startedAtMs: number;
  readonly liveAtMs: number;
  /** Absent until the pod's use was first read: counts as unknown. */
  readonly use: Use | undefined;
  readonly warning: Warning | undefined;
  /** When the warning's message was first there for anybody; asked for where `isAudienceDue`. */
  readonly warningShownAtMs: number | undefined;
  readonly policy: IdlePolicy;
};

/** What is to be told of the pod's end from now on, as the state that the record should have; or the stop. */
export type IdleDecision =
  | {
      readonly kind: "go-on";
      readonly warning: Warning | undefined;
      readonly notice: LimitNotice | undefined;
    }
  | { readonly kind: "stop"; readonly reason: "idle" | "hard-limit" };

const minuteMs = 60_000;
/** The hard limit is told so long before, the longest first. */
const noticeLeadsMs = [60 * minuteMs, 10 * minuteMs] as const;
/** Who sets a life of less knows it without the first notice. */
const longLifeMs = 120 * minuteMs;
const lastCallMs = 2 * minuteMs;
/** An older reading says nothing about now: the bot was down, or reading hangs. */
const freshMs = 2 * minuteMs;

/**
 * Whether a live pod goes on, is warned, or is stopped. Work of the server counts as use, and a use that can't be read
 * neither stops the pod nor takes a warning back; the hard limit ends even those. A stop whose warning nobody was shown in
 * time is put off by one grace, and once: no pod bills for ever because a chat is down. The hard limit is put off by
 * nothing but an admin, whoever has seen its notice.
 */
export function decideIdle(facts: IdleFacts): IdleDecision {
  const { nowMs, warning, policy } = facts;
  if (nowMs >= policy.limitAtMs) return { kind: "stop", reason: "hard-limit" };
  const notice = dueNotice(facts);
  if (isUsed(facts)) return { kind: "go-on", warning: undefined, notice };
  if (!isKnown(facts)) return { kind: "go-on", warning, notice };
  if (warning === undefined || nowMs < warning.stopAtMs)
    return { kind: "go-on", warning: dueWarning(facts), notice };
  if (warning.isPutOff === true || isShownInTime(facts, warning)) return { kind: "stop", reason: "idle" };
  return { kind: "go-on", warning: putOffWarning(facts), notice };
}

/** Whether the stop that was warned of is decided by who was shown the warning. */
export function isAudienceDue(warning: Warning | undefined, nowMs: number): warning is Warning {
  return warning !== undefined && nowMs >= warning.stopAtMs && warning.isPutOff !== true;
}

/** From the last call on nobody could be expected to read it and come back; of a short grace half is left to do so. */
function isShownInTime({ warningShownAtMs, policy }: IdleFacts, { stopAtMs }: Warning): boolean {
  const leadMs = Math.min(lastCallMs, policy.graceMs / 2);
  return warningShownAtMs !== undefined && warningShownAtMs <= stopAtMs - leadMs;
}

function putOffWarning(facts: IdleFacts): Warning | undefined {
  const { nowMs, policy } = facts;
  const stopAtMs = Math.min(nowMs + policy.graceMs, policy.limitAtMs);
  return dueWarning({ ...facts, warning: { stopAtMs, isPutOff: true } });
}

/** One per deadline; none where the pod's maximum lifetime ends before the grace would. */
function dueWarning({ nowMs, warning, policy }: IdleFacts): Warning | undefined {
  const stopAtMs = warning?.stopAtMs ?? nowMs + policy.graceMs;
  if (warning === undefined && stopAtMs >= policy.limitAtMs) return undefined;
  const isLastCall = warning !== undefined && stopAtMs - nowMs <= lastCallMs;
  const isPutOff = warning?.isPutOff === true;
  const isAtLimit = isPutOff && stopAtMs === policy.limitAtMs;
  return {
    stopAtMs,
    ...(isLastCall ? { isLastCall } : {}),
    ...(isPutOff ? { isPutOff } : {}),
    ...(isAtLimit ? { isAtLimit } : {}),
  };
}

function dueNotice({ nowMs, startedAtMs, policy }: IdleFacts): LimitNotice | undefined {
  const { limitAtMs } = policy;
  const leadMs = noticeLeadsMs.findLast((lead) => nowMs >= limitAtMs - lead);
  const isTooEarly = leadMs === noticeLeadsMs[0] && limitAtMs - startedAtMs < longLifeMs;
  return leadMs === undefined || isTooEarly ? undefined : { stopAtMs: limitAtMs, leadMs };
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

/**
 * Whether a pod whose stop was ordered for idleness is used again, within its maximum lifetime. The order may have been given by
 * a reading that was somewhat old, so what was done right before it counts as well.
 */
export function isUsedAgain(facts: IdleFacts, orderedAtMs: number): boolean {
  const { use, policy, nowMs } = facts;
  if (use === undefined || nowMs >= policy.limitAtMs || !isUsed(facts)) return false;
  return Math.max(use.lastUseAtMs, use.keepUntilMs ?? 0) > orderedAtMs - freshMs;
}

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
