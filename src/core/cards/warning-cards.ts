import type { Action, Card } from "../records/card.ts";
import type { Pod } from "../records/pod.ts";
import type { LimitNotice, Warning } from "../records/pod-end.ts";
import * as words from "../words/pod-end.ts";

/** `put-off`: a newer one stands in its place, since nobody was shown it in time. */
export type WarningState = "open" | "taken-back" | "put-off" | "over";

/** The one warning of a deadline, edited at the last call and when it no longer holds. */
export function warningCard(pod: Pod, warning: Warning, state: WarningState): Card {
  const ends = {
    "taken-back": [words.warningTakenBack()],
    "put-off": [words.warningPutOff(pod.run.warning ?? warning)],
    over: [words.warningOver()],
  };
  return {
    key: warningKey(pod, warning),
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: state === "open" ? "warning" : "quiet",
    outcome: state === "open" ? "open" : "succeeded",
    title: words.idleWarningTitle(pod),
    lines: state === "open" ? words.idleWarning(pod, warning) : ends[state],
    ...(state === "open" ? { actions: warningActions(warning) } : {}),
  };
}

export function warningKey(pod: Pod, { stopAtMs }: Warning): string {
  return `pod:${pod.id}:${pod.run.number}:warning:${stopAtMs}`;
}

export type NoticeState = "open" | "put-off" | "replaced" | "over";

/** That the pod's maximum lifetime ends, each time that it is told. */
export function limitCard(pod: Pod, notice: LimitNotice, state: NoticeState): Card {
  const ends = {
    "put-off": [words.limitPutOff()],
    replaced: [words.warningReplaced()],
    over: [words.warningOver()],
  };
  return {
    key: `pod:${pod.id}:${pod.run.number}:limit:${notice.stopAtMs}:${notice.leadMs}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: state === "open" ? "warning" : "quiet",
    outcome: state === "open" ? "open" : "succeeded",
    title: words.limitTitle(pod),
    lines: state === "open" ? words.limitNotice(pod, notice) : ends[state],
  };
}

function warningActions({ isAtLimit }: Warning): readonly Action[] {
  const keep: Action = { label: "Keep 1 hour", commandLine: "pod keep for:1h", style: "primary" };
  const stop: Action = { label: "Stop now", commandLine: "pod down", style: "danger" };
  return isAtLimit === true ? [stop] : [keep, stop];
}
