import type { LimitNotice, Warning } from "../records/pod-end.ts";
import type { Pod } from "../records/pod.ts";
import { gpuMayBeGone } from "./host.ts";
import { code, line, mention, moment, type Line } from "../records/text.ts";

export function idleWarningTitle(pod: Pod): string {
  return `Nobody uses pod ${pod.id}`;
}

export function idleWarning(pod: Pod, warning: Warning): readonly Line[] {
  const { stopAtMs, isLastCall, isPutOff, isAtLimit } = warning;
  return [
    ...(isLastCall === true ? [lastCall()] : []),
    isAtLimit === true
      ? line`Started by ${mention(pod.askedBy)}. It stops ${moment(stopAtMs)}, when it reaches its maximum lifetime, even if it is in use.`
      : line`Started by ${mention(pod.askedBy)}. It stops ${moment(stopAtMs)} unless somebody uses it or presses Keep.`,
    ...(isPutOff === true ? [putOffOnce()] : []),
    savedText(),
    ...gpuMayBeGone(pod),
  ];
}

function putOffOnce(): Line {
  return [
    "Nobody could be shown the first warning in time, so the stop was put off; that is done only once.",
  ];
}

export function warningPutOff({ stopAtMs }: Warning): Line {
  return line`Nobody could be shown this in time, so the stop was put off, once, until ${moment(stopAtMs)}.`;
}

function lastCall(): Line {
  return ["Last call: it stops in a moment."];
}

export function limitTitle(pod: Pod): string {
  return `Pod ${pod.id} reaches its maximum lifetime`;
}

export function limitNotice(pod: Pod, { stopAtMs }: LimitNotice): readonly Line[] {
  return [
    line`Started by ${mention(pod.askedBy)}. It stops ${moment(stopAtMs)}, even if it is in use: save your work.`,
    line`${code("/pod up")} starts it again, with everything that is on its volume; an admin can extend its lifetime with ${code("/pod keep 2h beyond-limit:yes")}.`,
    ...gpuMayBeGone(pod),
  ];
}

export function limitPutOff(): Line {
  return ["Its maximum lifetime was extended."];
}

export function warningTakenBack(): Line {
  return ["It is in use again and stays up."];
}

export function warningOver(): Line {
  return ["The pod is being stopped now."];
}

export function warningReplaced(): Line {
  return ["A newer message says when it stops."];
}

export function warned({ stopAtMs, isAtLimit }: Warning): Line {
  if (isAtLimit === true)
    return line`Nobody uses it. It stops ${moment(stopAtMs)}, at its maximum lifetime, even if somebody uses it until then.`;
  return line`It stops ${moment(stopAtMs)}, because nobody uses it.`;
}

function savedText(): Line {
  return ["Labels and models stay on its volume."];
}
