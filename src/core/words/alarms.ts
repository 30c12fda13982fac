import type { Pod } from "../records/pod.ts";
import type { Stop } from "../records/pod-end.ts";
import { code, line, mention, moment, type Line } from "../records/text.ts";
import { priceText } from "./pod.ts";

export function stopAlarmTitle(pod: Pod): string {
  return `Pod ${pod.id} does not stop`;
}

export function stopAlarm(pod: Pod, { askedAtMs, cause }: Stop): readonly Line[] {
  return [
    line`${mention(pod.askedBy)}, the provider has not confirmed the stop asked for ${moment(askedAtMs)}, so the pod may still be billed.`,
    ...(cause === undefined ? [] : [[cause.sentence]]),
    ["labelpod keeps trying; stop it by hand in the provider's console to be safe."],
  ];
}

export function calledOffTitle(pod: Pod): string {
  return `Pod ${pod.id} stays up: its stop was called off`;
}

export function calledOff(): readonly Line[] {
  return [
    ["It was to be stopped because nobody used it; the provider had not done so when somebody came back."],
    ["It is billed on, and stopped as usual when nobody uses it any more."],
  ];
}

export function orphanedTitle(pod: Pod): string {
  return `Nobody looks after pod ${pod.id}`;
}

export function orphaned(pod: Pod): readonly Line[] {
  return [
    line`${mention(pod.askedBy)}, its provider “${pod.provider}” is not configured any more, so labelpod can neither watch nor stop it.`,
    ["It may be billed: configure the provider again, or stop it in the provider's console."],
  ];
}

export function strangerTitle(count: number): string {
  return count === 1
    ? "A running pod in the account is not labelpod's"
    : `${count} running pods in the account are not labelpod's`;
}

export function strangerText(usdPerHour: number): readonly Line[] {
  return [line`Together ${priceText(usdPerHour)}; labelpod never touches them.`];
}

export function unreachableTitle(pod: Pod): string {
  return `Pod ${pod.id} can't be reached, and is billed`;
}

export function unreachable(pod: Pod, sinceMs: number): readonly Line[] {
  return [
    line`${mention(pod.askedBy)}, it has not answered since ${moment(sinceMs)}, though the provider has it running.`,
    ["This counts as in use until it reaches its maximum lifetime: stop it if nobody works on it."],
  ];
}

export function unreachableOver(): Line {
  return ["It answers again, or has ended."];
}

export function adoptedTitle(pod: Pod): string {
  return `Pod ${pod.id} was found again`;
}

/** Of a pod that `/pod up` found up. */
export function takenOver(): Line {
  return ["It was up already, and labelpod's memory had lost it: nothing new is rented for it."];
}

export function adopted(pod: Pod): readonly Line[] {
  const found = ["It carries this instance's name, but labelpod's memory knew nothing of it."];
  return pod.phase === "stopped"
    ? [
        found,
        line`It is stopped and its volume is billed: ${code("/pod up")} starts it, ${code("/pod delete")} ends it.`,
      ]
    : [found, ["It is looked after again, and stopped when nobody uses it."]];
}

export function duplicateTitle(pod: Pod): string {
  return `A second pod, ${pod.id}, is being stopped`;
}

export function duplicate(pod: Pod): readonly Line[] {
  return [
    ["The provider lists it under this instance's name while the team has another one."],
    line`Its volume is billed on: look at it in the provider's console, or delete it with ${code(`/pod delete id:${pod.id}`)}.`,
  ];
}
