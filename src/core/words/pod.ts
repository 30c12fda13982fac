import { formatDuration, formatUsd } from "../format.ts";
import type { Pod, StopReason, Warning } from "../pod.ts";
import { code, line, mention, moment, type Line, type Person } from "../text.ts";

export function podTitle(pod: Pod): string {
  const titles = {
    starting: `Pod ${pod.id} is coming up`,
    live: `Pod ${pod.id} is live`,
    stopping: `Pod ${pod.id} is being stopped`,
    stopped: `Pod ${pod.id} is stopped`,
    gone: `Pod ${pod.id} is gone`,
  } as const;
  return pod.failure !== undefined && pod.phase !== "live"
    ? `Pod ${pod.id} did not come up`
    : titles[pod.phase];
}

export function askedFor(pod: Pod): Line {
  return line`Asked for by ${mention(pod.askedBy)}`;
}

export function machineText(pod: Pod): Line | undefined {
  if (pod.provider === "local") return ["This machine, free of charge"];
  if (pod.offer === undefined) return undefined;
  return line`${pod.offer.gpuName}, ${pod.offer.memoryGib} GB, ${pod.offer.cloud} cloud, ${priceText(pod.usdPerHour ?? pod.offer.usdPerHour)}`;
}

export function priceText(usdPerHour: number): string {
  return usdPerHour === 0 ? "free of charge" : `${formatUsd(usdPerHour)} an hour`;
}

export function resumedText(atMs: number): Line {
  return line`labelpod was restarted ${moment(atMs)} and goes on from the step that was reached.`;
}

export function liveTitle(pod: Pod): string {
  return `Pod ${pod.id} is live: MONAI Label answers`;
}

export function idleRule(pod: Pod, graceMs: number): Line {
  return line`After ${formatDuration(pod.wishes.idleMs)} without use it says so here, and stops ${formatDuration(graceMs)} later.`;
}

export function idleWarningTitle(pod: Pod): string {
  return `Nobody uses pod ${pod.id}`;
}

export function idleWarning(pod: Pod, stopAtMs: number): readonly Line[] {
  return [
    line`${mention(pod.askedBy)}, it stops ${moment(stopAtMs)} unless somebody uses it or presses Keep.`,
    savedText(),
  ];
}

export function hardLimitTitle(pod: Pod): string {
  return `Pod ${pod.id} reaches its longest life`;
}

export function hardLimitWarning(pod: Pod, stopAtMs: number): readonly Line[] {
  return [
    line`${mention(pod.askedBy)}, it stops ${moment(stopAtMs)}, whatever goes on; save your work.`,
    line`${code("/pod up")} starts it again, with everything that is on its volume.`,
  ];
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

export function savedText(): Line {
  return ["Labels and models stay on its volume."];
}

const reasons: Readonly<Record<StopReason, string>> = {
  asked: "on request",
  idle: "because nobody used it",
  "hard-limit": "because it reached its longest life",
  failed: "because it did not come up",
  outside: "outside labelpod",
  delete: "on request, with its volume",
};

function stopReason(reason: StopReason, by: Person | undefined): Line {
  return by === undefined
    ? line`Stopped ${reasons[reason]}.`
    : line`Stopped ${reasons[reason]}, by ${mention(by)}.`;
}

/** Why the pod did not come up or was stopped; nothing while that is still open. */
export function whyStopped(pod: Pod): readonly Line[] {
  if (pod.failure !== undefined) return [[pod.failure.sentence]];
  return pod.stop === undefined || pod.phase === "stopping" ? [] : [stopReason(pod.stop.reason, pod.stop.by)];
}

export function stopping(): Line {
  return ["Asked the provider to stop it; this card says so when the provider has confirmed."];
}

export function volumeText(pod: Pod): Line {
  if (pod.providerPodId === undefined) return ["Nothing was rented."];
  if (pod.phase === "gone") return ["Its volume is deleted: labels and models on it are gone."];
  return pod.provider === "local"
    ? line`Labels and models stay in its folder; ${code("/pod up")} goes on there, ${code("/pod delete")} deletes them.`
    : line`Labels and models stay on its volume, which is billed on; ${code("/pod up")} goes on there, ${code("/pod delete")} ends it.`;
}

export function closingTitle(pod: Pod): string {
  return `Pod ${pod.id}: summary of this run`;
}

export function hardStop(atMs: number): Line {
  return line`Its longest life ends ${moment(atMs)}.`;
}

export function warned(warning: Warning): Line {
  return line`It stops ${moment(warning.stopAtMs)}${warning.reason === "idle" ? ", because nobody uses it" : ", because its longest life ends"}.`;
}

export function askingIsUse(): Line {
  return ["Your asking counts as use: the warning is taken back in a moment."];
}

export function idleForecast(lastUseAtMs: number, stopAtMs: number): Line {
  return line`Last used ${moment(lastUseAtMs)}; without use it stops ${moment(stopAtMs)}.`;
}

export function trainingNow(model: string, fraction: number): string {
  return `${model}, ${Math.round(fraction * 100)} % done`;
}
