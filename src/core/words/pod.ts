import { formatDuration, formatUsd } from "../common/format.ts";
import type { IdlePolicy, Stop, StopReason } from "../records/pod-end.ts";
import { paidFromMs, type Pod } from "../records/pod.ts";
import type { TrainedModel } from "../records/run.ts";
import { givenUp } from "./account.ts";
import { code, line, mention, moment, type Line } from "../records/text.ts";

export function podTitle(pod: Pod): string {
  const titles = {
    starting: `Pod ${pod.id} is coming up`,
    live: `Pod ${pod.id} is live`,
    stopping: `Pod ${pod.id} is being stopped`,
    stopped: `Pod ${pod.id} is stopped`,
    gone: `Pod ${pod.id} is gone`,
  } as const;
  const hasFailed = pod.run.failure !== undefined && pod.phase !== "live";
  return hasFailed ? `Pod ${pod.id} did not come up` : titles[pod.phase];
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

/** In the place of a price, while it has no machine. */
export function unpricedText(isWaiting: boolean): string {
  return isWaiting ? "waits for a GPU" : "no machine";
}

export function resumedText(atMs: number): Line {
  return line`labelpod was restarted ${moment(atMs)} and goes on from the step that was reached.`;
}

export function liveTitle(pod: Pod): string {
  return `Pod ${pod.id} is live: MONAI Label answers`;
}

export function outdatedTitle(pod: Pod): string {
  return `Pod ${pod.id}: out-of-date address`;
}

export function idleRule({ idleMs, graceMs }: IdlePolicy): Line {
  return line`After ${formatDuration(idleMs)} without use it says so here, and stops ${formatDuration(graceMs)} later.`;
}

const reasons: Readonly<Record<Exclude<StopReason, "forgotten">, string>> = {
  asked: "on request",
  idle: "because nobody used it",
  "hard-limit": "because it reached its maximum lifetime",
  failed: "because it did not come up",
  outside: "outside labelpod",
  delete: "on request, with its volume",
  watchdog: "by its own watchdog or outside labelpod, while labelpod could not look after it",
  duplicate: "because another pod of the team was up",
  "called-off": "by the provider, which carried out a stop that labelpod had called off",
};

function stopReason({ request }: Pod, { reason, by }: Pick<Stop, "reason" | "by">): Line {
  if (reason === "forgotten") return givenUp(by);
  // Its network volume stays.
  const why =
    reason === "delete" && request.volumeId !== undefined ? "on request and deleted" : reasons[reason];
  return by === undefined ? line`Stopped ${why}.` : line`Stopped ${why}, by ${mention(by)}.`;
}

/** Why the pod did not come up or was stopped; nothing while that is still open. */
export function whyStopped(pod: Pod): readonly Line[] {
  if (pod.run.failure !== undefined) return [[pod.run.failure.sentence]];
  if (pod.run.stop === undefined || pod.phase === "stopping") return [];
  const isLate = pod.run.stop.reason === "watchdog";
  return [
    stopReason(pod, pod.run.stop),
    ...(isLate
      ? [["Time and cost are counted up to when that was noticed; the provider's bill puts them right."]]
      : []),
  ];
}

export function stopping(): Line {
  return ["Asked the provider to stop it; this card says so when the provider has confirmed."];
}

export function trainedModels(trained: readonly TrainedModel[]): Line {
  return [
    trained
      .map(({ model, bestDice }) =>
        bestDice === undefined ? model : `${model}, best accuracy ${bestDice.toFixed(3)}`,
      )
      .join("; "),
  ];
}

export function newLabels(count: number, total: number): Line {
  return [`${Math.max(0, count)} new, ${total} in all`];
}

export function closingTitle(pod: Pod): string {
  return pod.run.failure === undefined
    ? `Pod ${pod.id}: summary of this run`
    : `Pod ${pod.id} failed: summary of this run`;
}

/** When and why it ends at the latest. */
export function limitForecast(pod: Pod, { limitAtMs }: IdlePolicy): Line {
  return pod.run.policy?.limitAtMs === undefined
    ? line`It stops ${moment(limitAtMs)}, when it reaches its maximum lifetime of ${formatDuration(limitAtMs - paidFromMs(pod))}, even if it is in use.`
    : line`It may go on until ${moment(limitAtMs)}; it stops then, even if it is in use.`;
}

export function askingIsNoUse(): Line {
  return line`Asking is no use of it: work on it, or keep it by ${code("/pod keep")}, and it stays up.`;
}

export type Forecast = {
  readonly lastUseAtMs: number;
  readonly keepUntilMs: number | undefined;
  readonly warnAtMs: number;
  readonly policy: IdlePolicy;
};

/** When and why it stops if nobody uses it any more. */
export function idleForecast({ lastUseAtMs, keepUntilMs, warnAtMs, policy }: Forecast): Line {
  const stopAtMs = warnAtMs + policy.graceMs;
  const isKept = keepUntilMs !== undefined && keepUntilMs === warnAtMs;
  const why = isKept
    ? line`kept until ${moment(keepUntilMs)}`
    : line`${formatDuration(policy.idleMs)} without use until a warning ${moment(warnAtMs)}`;
  return [
    ...line`Last used ${moment(lastUseAtMs)}; without use it stops ${moment(stopAtMs)}: `,
    ...why,
    `, then ${formatDuration(policy.graceMs)} to object.`,
  ];
}

export function trainingNow(model: string, fraction: number): string {
  return `${model}, ${Math.round(fraction * 100)} % done`;
}
