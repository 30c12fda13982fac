import type { TeamId } from "../records/ids.ts";
import type { Action, Card } from "../records/card.ts";
import { giveUpAction } from "./account-cards.ts";
import { insteadOf } from "./search-cards.ts";
import { formatDuration } from "../common/format.ts";
import { hasMachine, restUsdPerMonth, runCost } from "../money/pod-cost.ts";
import { paidFromMs, type Pod } from "../records/pod.ts";
import type { Stop } from "../records/pod-end.ts";
import { isStartRefused } from "../records/refused-start.ts";
import * as alarms from "../words/alarms.ts";
import * as host from "../words/host.ts";
import { costWords } from "../words/money.ts";
import * as words from "../words/pod.ts";

/** The closing summary of a run. */
export function closingCard(pod: Pod, nowMs: number): Card {
  const endedAtMs = pod.run.endedAtMs ?? nowMs;
  const { labels, trained = [] } = pod.run;
  const instead = insteadOf(pod);
  return {
    key: `pod:${pod.id}:${pod.run.number}:closing`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: pod.run.failure === undefined ? "quiet" : "bad",
    outcome: pod.run.failure === undefined ? "succeeded" : "failed",
    title: words.closingTitle(pod),
    lines: [
      ...words.whyStopped(pod),
      ...instead.lines,
      host.volumeText(pod),
      ...host.onlyOnVolume(pod),
      ...host.placeIsBack(pod),
    ],
    ...(isStartRefused(pod) ? { actions: refusalActions(pod) } : instead.actions),
    fields: [
      ...(hasMachine(pod) ? [{ name: "Time up", value: [formatDuration(endedAtMs - paidFromMs(pod))] }] : []),
      { name: "Cost", value: costWords.ofRun(runCost(pod, endedAtMs), restUsdPerMonth(pod)) },
      ...(labels === undefined
        ? []
        : [{ name: "Labels", value: words.newLabels(labels.now - labels.atFirst, labels.now) }]),
      ...(hasMachine(pod) ? [{ name: "Trainings", value: [String(pod.run.trainings)] }] : []),
      ...(trained.length === 0 ? [] : [{ name: "Models trained", value: words.trainedModels(trained) }]),
    ],
  };
}

/** Sent when a stop is not confirmed, again and again: each alarm is a message of its own, also of another stop of one run. */
export function stopAlarmCard(pod: Pod, stop: Stop): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}:alarm:${stop.askedAtMs}:${stop.attempts}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "bad",
    outcome: "failed",
    title: alarms.stopAlarmTitle(pod),
    lines: alarms.stopAlarm(pod, stop),
    ...giveUpAction(pod),
  };
}

/** Who comes back to a pod whose stop hangs keeps it. */
export function calledOffCard(pod: Pod, atMs: number): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}:called-off:${atMs}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "good",
    outcome: "succeeded",
    title: alarms.calledOffTitle(pod),
    lines: alarms.calledOff(),
  };
}

/** A pod that is charged for and can't be spoken to, edited when it can again or has ended. */
export function unreachableCard(pod: Pod, sinceMs: number, isOpen: boolean): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}:unreachable:${sinceMs}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: isOpen ? "bad" : "quiet",
    outcome: isOpen ? "open" : "succeeded",
    title: alarms.unreachableTitle(pod),
    lines: isOpen ? alarms.unreachable(pod, sinceMs) : [alarms.unreachableOver()],
    ...(isOpen ? { actions: [{ label: "Stop now", commandLine: "pod down", style: "danger" }] } : {}),
  };
}

/** A pod that the store had forgotten is looked after again. */
export function adoptedCard(pod: Pod): Card {
  return {
    key: `pod:${pod.id}:${pod.run.startedAtMs}:adopted`,
    teamId: pod.teamId,
    tone: "warning",
    outcome: "succeeded",
    title: alarms.adoptedTitle(pod),
    lines: alarms.adopted(pod),
  };
}

/** A second pod of the team, which is stopped. */
export function duplicateCard(pod: Pod): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}:duplicate`,
    teamId: pod.teamId,
    tone: "warning",
    outcome: "succeeded",
    title: alarms.duplicateTitle(pod),
    lines: alarms.duplicate(pod),
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
  readonly teamId: TeamId;
  readonly count: number;
  readonly usdPerHour: number;
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
    lines: alarms.strangerText(facts.usdPerHour),
  };
}

/** What a start that found no free GPU leaves to choose from. */
function refusalActions({ run: { isBeyondBudget } }: Pod): readonly Action[] {
  const more = isBeyondBudget === true ? " beyond-budget:yes" : "";
  return [
    { label: "Keep trying for 2 h", commandLine: `pod up wait:2h${more}`, style: "primary" },
    { label: "Fresh pod", commandLine: `pod up fresh:yes${more}`, style: "danger" },
  ];
}
