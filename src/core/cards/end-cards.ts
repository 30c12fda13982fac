import type { Card } from "../records/card.ts";
import { limitCard, type NoticeState, warningCard, type WarningState } from "./warning-cards.ts";
import { isWanted, type Pod, withoutRun, withRun } from "../records/pod.ts";
import type { LimitNotice, Warning } from "../records/pod-end.ts";
import { defined } from "../common/defined.ts";

type End = { readonly warning?: Warning | undefined; readonly notice?: LimitNotice | undefined };

/** Whether two states say the same of a pod's end. */
export function isSameEnd(a: End, b: End): boolean {
  return isSameWarning(a.warning, b.warning) && isSameNotice(a.notice, b.notice);
}

/** What the messages about a pod's end have to say now, where that is not what they say: those that no longer hold first. */
export function endCards(pod: Pod): readonly Card[] {
  const { warning, notice, told = {} } = pod.run;
  const cards: Card[] = [];
  if (told.warning !== undefined && told.warning.stopAtMs !== warning?.stopAtMs)
    cards.push(warningCard(pod, told.warning, endOfWarning(told.warning, pod)));
  if (told.notice !== undefined && !isSameNotice(told.notice, notice))
    cards.push(limitCard(pod, told.notice, endOfNotice(told.notice, pod)));
  if (warning !== undefined && !isSameWarning(told.warning, warning))
    cards.push(warningCard(pod, warning, "open"));
  if (notice !== undefined && !isSameNotice(told.notice, notice)) cards.push(limitCard(pod, notice, "open"));
  return cards;
}

/** The record after they have been shown. */
export function endAnnounced(pod: Pod, shown: End): Pod {
  const { warning, notice } = shown;
  const told = defined({ warning, notice });
  return Object.keys(told).length === 0 ? withoutRun(pod, "told") : withRun(pod, { told });
}

function isSameWarning(a: Warning | undefined, b: Warning | undefined): boolean {
  return a?.stopAtMs === b?.stopAtMs && a?.isLastCall === b?.isLastCall && a?.isAtLimit === b?.isAtLimit;
}

function isSameNotice(a: LimitNotice | undefined, b: LimitNotice | undefined): boolean {
  return a?.stopAtMs === b?.stopAtMs && a?.leadMs === b?.leadMs;
}

function endOfWarning(before: Warning, pod: Pod): WarningState {
  if (!isWanted(pod)) return "over";
  return pod.run.warning?.isPutOff === true && before.isPutOff !== true ? "put-off" : "taken-back";
}

function endOfNotice(before: LimitNotice, pod: Pod): NoticeState {
  if (!isWanted(pod)) return "over";
  return pod.run.notice?.stopAtMs === before.stopAtMs ? "replaced" : "put-off";
}
