import { activityLines, inUseLines } from "./activity-lines.ts";
import type { Field, Tone } from "../records/card.ts";
import { searchLines } from "./search-cards.ts";
import { idleSinceMs } from "../idle/decide-idle.ts";
import { formatDuration, formatUsd } from "../common/format.ts";
import { restUsdPerMonth, runCost } from "../money/pod-cost.ts";
import { paidFromMs, isBilling, type Pod, isOnlyWaiting } from "../records/pod.ts";
import { policyOf } from "../idle/pod-policy.ts";
import { isReached } from "../records/server-address.ts";
import type { Settings } from "../records/settings.ts";
import { fractionDone } from "../training/training-progress.ts";
import type { Training } from "../records/training.ts";
import { code, line, moment, type Line } from "../records/text.ts";
import { unshownStatus } from "../words/account.ts";
import { accessText, urlText } from "../words/access.ts";
import { answerWords } from "../words/answers.ts";
import { costWords } from "../words/money.ts";
import * as words from "../words/pod.ts";
import { warned } from "../words/pod-end.ts";

export type StatusFacts = {
  readonly pod: Pod;
  readonly training: Training | undefined;
  readonly settings: Settings;
  readonly nowMs: number;
};

type Status = {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly fields: readonly Field[];
  readonly tone: Tone;
};

/** What the pod does, what it costs, and when and why it will stop. */
export function podStatus(facts: StatusFacts): Status {
  const { pod, training, settings, nowMs } = facts;
  const machine = words.machineText(pod);
  const live = pod.phase === "live" && isReached(pod) ? pod : undefined;
  return {
    title: words.podTitle(pod),
    tone: pod.phase === "live" ? "good" : "quiet",
    lines: [
      words.askedFor(pod),
      ...(machine === undefined ? [] : [machine]),
      ...(pod.unshown === undefined ? [] : [unshownStatus(pod.unshown)]),
      ...(pod.phase === "live" ? [...activityLines(pod.run.use, training), ...stopForecast(facts)] : []),
      ...(pod.phase === "starting" ? searchLines(pod) : []),
      ...(pod.phase === "starting" && !isOnlyWaiting(pod)
        ? [words.limitForecast(pod, policyOf(pod, settings))]
        : []),
      ...(live === undefined ? [] : accessText(live)),
    ],
    fields: [
      ...(live === undefined ? [] : [{ name: "Server URL", value: urlText(live, settings.shareUrl) }]),
      ...(training === undefined
        ? []
        : [
            {
              name: "Training",
              value: [words.trainingNow(training.request.model, fractionDone(training.progress))],
            },
          ]),
      {
        name: "This run",
        value: [
          `${formatDuration((pod.run.endedAtMs ?? nowMs) - paidFromMs(pod))}, ${formatUsd(runCost(pod, pod.run.endedAtMs ?? nowMs))}`,
        ],
      },
    ],
  };
}

/** When and why it stops, and when at the latest. */
function stopForecast({ pod, settings }: StatusFacts): readonly Line[] {
  const liveAtMs = pod.run.liveAtMs ?? pod.run.startedAtMs;
  const policy = policyOf(pod, settings);
  const limit = words.limitForecast(pod, policy);
  if (pod.run.warning !== undefined) return [warned(pod.run.warning), words.askingIsNoUse(), limit];
  const warnAtMs = idleSinceMs({ liveAtMs, use: pod.run.use, policy });
  if (warnAtMs + policy.graceMs >= policy.limitAtMs) return [...inUseLines(pod.run.use), limit];
  const lastUseAtMs = Math.max(pod.run.use?.lastUseAtMs ?? liveAtMs, liveAtMs);
  return [
    words.idleForecast({ lastUseAtMs, keepUntilMs: pod.run.use?.keepUntilMs, warnAtMs, policy }),
    limit,
  ];
}

function listedPrice(pod: Pod): string {
  if (!isBilling(pod)) return costWords.restText(restUsdPerMonth(pod), pod.request.volumeId !== undefined);
  if (isOnlyWaiting(pod) || pod.usdPerHour === undefined) return words.unpricedText(isOnlyWaiting(pod));
  return words.priceText(pod.usdPerHour);
}

/** One line per pod. */
export function podListCard(pods: readonly Pod[], nowMs: number): { title: string; lines: readonly Line[] } {
  const lines = pods.map((pod): Line => {
    return line`${code(pod.id)} ${pod.phase}, ${listedPrice(pod)}, since ${moment(pod.run.startedAtMs)}, ${formatUsd(runCost(pod, pod.run.endedAtMs ?? nowMs))} this run`;
  });
  return { title: answerWords.podsTitle(), lines: lines.length === 0 ? [answerWords.noPods()] : lines };
}
