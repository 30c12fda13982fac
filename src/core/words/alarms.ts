import type { Pod } from "../pod.ts";
import { line, mention, moment, type Line } from "../text.ts";
import { priceText } from "./pod.ts";

export function stopAlarmTitle(pod: Pod): string {
  return `Pod ${pod.id} does not stop`;
}

export function stopAlarm(pod: Pod, sinceMs: number): readonly Line[] {
  return [
    line`${mention(pod.askedBy)}, the provider has not confirmed the stop asked for ${moment(sinceMs)}, so the pod may still be billed.`,
    ["labelpod keeps trying; stop it by hand in the provider's console to be safe."],
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

export function strangerText(usdPerHour: number, isOwn: boolean): readonly Line[] {
  const cost = line`Together ${priceText(usdPerHour)}; labelpod never touches them.`;
  return isOwn
    ? [
        cost,
        [
          "At least one carries this instance's name but is not in its memory; look at it in the provider's console.",
        ],
      ]
    : [cost];
}
