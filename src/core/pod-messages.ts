import type { Action, Card } from "./card.ts";
import { formatDuration, formatUsd } from "./format.ts";
import { runCost } from "./money.ts";
import type { Pod, Stop, Warning } from "./pod.ts";
import type { ReachedPod } from "./server-address.ts";
import type { Settings } from "./settings.ts";
import { accessText, howToConnect } from "./words/access.ts";
import * as alarms from "./words/alarms.ts";
import * as words from "./words/pod.ts";

/** The message that notifies when the pod can be used. */
export function liveCard(pod: ReachedPod, settings: Pick<Settings, "graceMs" | "shareUrl">): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}:live`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "good",
    outcome: "succeeded",
    title: words.liveTitle(pod),
    lines: [
      ...howToConnect(pod, settings.shareUrl),
      ...accessText(pod),
      words.idleRule(pod, settings.graceMs),
    ],
  };
}

/** The closing summary of a run. */
export function closingCard(pod: Pod, nowMs: number): Card {
  const endedAtMs = pod.run.endedAtMs ?? nowMs;
  const best =
    pod.run.bestDice === undefined ? [] : [{ name: "Best accuracy", value: [pod.run.bestDice.toFixed(3)] }];
  return {
    key: `pod:${pod.id}:${pod.run.number}:closing`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: pod.failure === undefined ? "quiet" : "bad",
    outcome: pod.failure === undefined ? "succeeded" : "failed",
    title: words.closingTitle(pod),
    lines: [...words.whyStopped(pod), words.volumeText(pod)],
    fields: [
      { name: "Time up", value: [formatDuration(endedAtMs - pod.run.startedAtMs)] },
      { name: "Cost", value: [formatUsd(runCost(pod, endedAtMs))] },
      { name: "Trainings", value: [String(pod.run.trainings)] },
      ...best,
    ],
  };
}

/** Sent when a stop is not confirmed, again and again: each alarm is a message of its own. */
export function stopAlarmCard(pod: Pod, stop: Stop): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}:alarm:${stop.attempts}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "bad",
    outcome: "failed",
    title: alarms.stopAlarmTitle(pod),
    lines: alarms.stopAlarm(pod, stop.askedAtMs),
  };
}

export type WarningState = "open" | "taken-back" | "replaced" | "over";

/** The one warning of a deadline, edited when it no longer holds. */
export function warningCard(pod: Pod, warning: Warning, state: WarningState): Card {
  const isIdle = warning.reason === "idle";
  const body = isIdle
    ? words.idleWarning(pod, warning.stopAtMs)
    : words.hardLimitWarning(pod, warning.stopAtMs);
  const ends = {
    "taken-back": [words.warningTakenBack()],
    replaced: [words.warningReplaced()],
    over: [words.warningOver()],
  };
  return {
    key: `pod:${pod.id}:${pod.run.number}:warning:${warning.stopAtMs}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: state === "open" ? "warning" : "quiet",
    outcome: state === "open" ? "open" : "succeeded",
    title: isIdle ? words.idleWarningTitle(pod) : words.hardLimitTitle(pod),
    lines: state === "open" ? body : ends[state],
    ...(state === "open" && isIdle ? { actions: warningActions() } : {}),
  };
}

/** A pod that may bill and that nothing can be done for: its provider's settings are gone. */
export function orphanedCard(pod: Pod): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}:orphaned`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "bad",
    outcome: "failed",
    title: alarms.orphanedTitle(pod),
    lines: alarms.orphaned(pod),
  };
}

export type StrangerFacts = {
  readonly teamId: string;
  readonly count: number;
  readonly usdPerHour: number;
  /** Whether one carries this instance's name. */
  readonly isOwn: boolean;
  /** The provider's id of one of them, which names the message. */
  readonly first: string;
};

/** Billing pods of the account that labelpod has no record of. */
export function strangerCard(facts: StrangerFacts): Card {
  return {
    key: `strangers:${facts.first}:${facts.count}`,
    teamId: facts.teamId,
    tone: "warning",
    outcome: "succeeded",
    title: alarms.strangerTitle(facts.count),
    lines: alarms.strangerText(facts.usdPerHour, facts.isOwn),
  };
}

function warningActions(): readonly Action[] {
  return [
    { label: "Keep 1 hour", commandLine: "pod keep for:1h", style: "primary" },
    { label: "Stop now", commandLine: "pod down", style: "danger" },
  ];
}
