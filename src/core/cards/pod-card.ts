import type { Action, Card, Field, StepLine, Tone } from "../records/card.ts";
import { searchLines } from "./search-cards.ts";
import { type Pod, isOnlyWaiting } from "../records/pod.ts";
import type { StepPlan } from "../records/step.ts";
import { isReached } from "../records/server-address.ts";
import { formatDuration } from "../common/format.ts";
import type { Settings } from "../records/settings.ts";
import { line, moment, type Line } from "../records/text.ts";
import { urlText } from "../words/access.ts";
import * as alarms from "../words/alarms.ts";
import * as host from "../words/host.ts";
import { startWithSettings, untakenText } from "../words/kept-settings.ts";
import * as words from "../words/pod.ts";
import { stepNote, stepTitle } from "../words/steps.ts";

type Sharing = Pick<Settings, "shareUrl">;

/** The one card of a run of a pod, from the wish to the stop. */
export function podCard(pod: Pod, nowMs: number, sharing: Sharing): Card {
  return {
    key: `pod:${pod.id}:${pod.run.number}`,
    teamId: pod.teamId,
    tone: tone(pod),
    outcome: outcome(pod),
    title: words.podTitle(pod),
    lines: podLines(pod),
    fields: podFields(pod, nowMs, sharing),
    ...(pod.phase === "starting" || pod.run.failure !== undefined ? { steps: stepLines(pod, nowMs) } : {}),
    actions: podActions(pod),
  };
}

function tone(pod: Pod): Tone {
  if (pod.run.failure !== undefined) return "bad";
  const tones = {
    starting: "working",
    live: "good",
    stopping: "working",
    stopped: "quiet",
    gone: "quiet",
  } as const;
  return tones[pod.phase];
}

function outcome(pod: Pod): Card["outcome"] {
  if (pod.phase === "starting" || pod.phase === "stopping") return "open";
  return pod.run.failure === undefined ? "succeeded" : "failed";
}

function podLines(pod: Pod): readonly Line[] {
  const machine = words.machineText(pod);
  return [
    words.askedFor(pod),
    ...(machine === undefined ? [] : [machine]),
    ...(pod.run.isTakenOver === true ? [alarms.takenOver()] : []),
    ...searchLines(pod),
    ...untakenText(pod),
    ...(pod.run.resumedAtMs !== undefined && pod.phase === "starting"
      ? [words.resumedText(pod.run.resumedAtMs)]
      : []),
    ...(pod.phase === "stopping" && mayHaveMachine(pod) ? [words.stopping()] : []),
    ...words.whyStopped(pod),
    ...(pod.phase === "stopped" || pod.phase === "gone" ? [host.volumeText(pod)] : []),
  ];
}

function mayHaveMachine({ providerPodId, uncertainSinceMs }: Pod): boolean {
  return providerPodId !== undefined || uncertainSinceMs !== undefined;
}

function podFields(pod: Pod, nowMs: number, { shareUrl }: Sharing): readonly Field[] {
  const { run } = pod;
  const isLive = pod.phase === "live";
  return [
    ...(isLive && isReached(pod) ? [{ name: "Server URL", value: urlText(pod, shareUrl) }] : []),
    ...(isLive ? [{ name: "Models", value: [pod.request.models.join(", ")] }] : []),
    ...(isLive && run.liveAtMs !== undefined ? [{ name: "Live", value: line`${moment(run.liveAtMs)}` }] : []),
    ...(pod.phase === "starting"
      ? [{ name: "Elapsed", value: [formatDuration(nowMs - run.startedAtMs)] }]
      : []),
  ];
}

function podActions(pod: Pod): readonly Action[] {
  if (pod.phase === "starting") return [{ label: "Stop", commandLine: "pod down", style: "danger" }];
  if (pod.phase !== "live") return startWithSettings(pod);
  return [
    { label: "Status", commandLine: "pod status", style: "plain" },
    { label: "Stop", commandLine: "pod down", style: "danger" },
  ];
}

function stepLines(pod: Pod, nowMs: number): readonly StepLine[] {
  return (pod.run.plan ?? []).map((step) => stepLine(pod, step, nowMs));
}

function stepLine(pod: Pod, step: StepPlan, nowMs: number): StepLine {
  const title = stepTitle(step.name);
  const done = pod.run.stepsDone.find((other) => other.name === step.name);
  if (done !== undefined)
    return { title, state: "done", elapsedMs: done.tookMs, expectedMs: step.expectedMs };
  if (pod.run.failure?.step === step.name) return { title, state: "failed", expectedMs: step.expectedMs };
  if (pod.run.step.name !== step.name || pod.run.failure !== undefined)
    return { title, state: "next", expectedMs: step.expectedMs };
  const { note, enteredAtMs } = pod.run.step;
  return {
    title: note === undefined ? title : `${title} (${stepNote(note)})`,
    state: "now",
    elapsedMs: nowMs - enteredAtMs,
    expectedMs: isOnlyWaiting(pod) ? (pod.run.waitUntilMs ?? nowMs) - enteredAtMs : step.expectedMs,
  };
}
