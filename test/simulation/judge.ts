import { codecs } from "../../src/store/codecs.ts";
import { wrongPod, wrongRecord } from "../support/record-judge.ts";
import type { Reply } from "../../src/core/records/invocation.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import type { StopReason } from "../../src/core/records/pod-end.ts";
import { createAlarms } from "./alarms.ts";
import { createEndedRecords } from "./ended-records.ts";
import { createKeyAlarms } from "./key-alarms.ts";
import { boundMinutes, emptyFigures, type WrongName } from "./figures.ts";
import { judgeUnattended, type Outage, type PodEnd, wasComeback, wasInUse, wasKept } from "./judge-use.ts";
import { createBlackouts } from "./blackouts.ts";
import type { Judge, JudgeDeps } from "./judge-types.ts";
import { createMachines } from "./machines.ts";
import type { PodInUse } from "./pods-in-use.ts";
import { createMoneyWatch } from "./money-watch.ts";
import { createPromises, isStop } from "./promises.ts";
import { isDone } from "./rules.ts";
import { createStopwatch } from "./stopwatch.ts";
import { createWarnings } from "./warnings.ts";
import { minuteMs, secondMs } from "./units.ts";

const answerMs = 5 * secondMs;
/** More for what has to ask the provider, which has those 5 s. */
const askingMs = 7 * secondMs;
/** A start that was under way when its pod's stop was decided. */
const startsMs = minuteMs;
/** Seen by two sweeps, and stopped with one call that fails. */
const duplicateMs = 3 * minuteMs;

export function createJudge(deps: JudgeDeps): Judge {
  const { able, audience, clock, story, pods, truth, rules } = deps;
  const figures = emptyFigures();
  const speaking = createStopwatch(clock);
  const promises = createPromises(able, () => pods.up().length > 0);
  const alarms = createAlarms(speaking);
  const outages: Outage[] = [];
  const answered = createStopwatch(clock);
  const ended = createEndedRecords({ answered, isThere: deps.isThere, wrong });
  const keys = createKeyAlarms({ speaking, wrong });
  const beganAtMs: number[] = [];
  const warnings = createWarnings({ audience, rules, now: clock.now, wrong });
  const blackouts = createBlackouts(clock.now);
  const machines = createMachines({ able, pods, now: clock.now, wrong });
  const decided = new Map<
    string,
    { readonly run: number; readonly reason: StopReason | "given-up"; readonly atMs: number }
  >();
  const live = new Set<string>();
  /** The machine that the record of a pod is of, which a bot without its memory may have found under another one's name. */
  const machineOf = new Map<string, string>();
  let sightedSinceMs: number | undefined;
  const money = createMoneyWatch(clock);
  let isSpeaking = false;
  let doubleSinceMs: number | undefined;

  function wrong(name: WrongName, what: string): void {
    figures[name] += 1;
    story.tell("WRONG", `${name}: ${what}`);
  }

  function checkUnattended(pod: PodInUse): void {
    const { minutes, bound, isOver } = judgeUnattended(pod, clock.now(), {
      truth,
      rules,
      outages,
      beganAtMs,
      timesPutOff: (sinceMs) => warnings.timesPutOff(pod, sinceMs),
    });
    figures.maxUnattendedMinutes = Math.max(figures.maxUnattendedMinutes, minutes);
    if (boundMinutes(bound) > boundMinutes(figures.bound)) figures.bound = bound;
    if (isOver)
      wrong(
        "overBound",
        `${pod.id} was up unattended for ${minutes.toFixed(1)} of ${boundMinutes(bound)} min`,
      );
  }

  function checkDouble(): void {
    const isDouble = pods.up().length > 1;
    if (isDouble) doubleSinceMs ??= able.readMs();
    if (isDouble || doubleSinceMs === undefined) return;
    if (able.readMs() - doubleSinceMs > duplicateMs)
      wrong("duplicatePods", "two pods of the team were up at once");
    doubleSinceMs = undefined;
  }

  /** Each run is told to be live with a message of its own. */
  function ready(key: string): void {
    if (live.has(key)) return;
    live.add(key);
    for (const pod of pods.up()) {
      pod.wasLive = true;
      pod.liveRun = pod.runs;
      machines.live(pod);
      truth.ready(pod, clock.now());
    }
  }

  function watchMoney(): void {
    money.run(isSpeaking && pods.up().length > 0);
  }

  function endOf(pod: PodInUse, by: PodEnd["reason"]): PodEnd {
    const found = decided.get(pod.id);
    const isOfRun =
      found !== undefined && found.run === pod.runs && (pod.upSinceMs ?? 0) - found.atMs < startsMs;
    // Whoever carries it out, it is the bot's decision that counts where there was one.
    if ((by === "unknown" || by === "watchdog") && isOfRun) return { atMs: found.atMs, reason: found.reason };
    return { atMs: clock.now(), reason: by };
  }

  function podOf({ providerPodId, name }: Pod): PodInUse | undefined {
    const named = pods.all().filter((pod) => pod.name === name);
    return (
      pods.get(providerPodId ?? "") ?? named.find(({ upSinceMs }) => upSinceMs !== undefined) ?? named[0]
    );
  }

  function gaveUp(record: Pod): void {
    const pod = podOf(record);
    story.tell("record", `${record.id} gives ${pod?.id ?? ""} up (${record.run.givenUp?.outcome ?? ""})`);
    if (pod === undefined) return;
    const isUp = pod.upSinceMs !== undefined;
    if (isUp) machines.gaveUp(pod);
    // One whose start was refused may come up all the same, by another run of the job at the same moment.
    decided.set(pod.id, { run: isUp ? pod.runs : pod.runs + 1, reason: "given-up", atMs: clock.now() });
  }

  function checkTold(): void {
    for (const podId of alarms.missed()) wrong("alarmsMissed", podId);

    if (money.isMissed()) wrong("alarmsMissed", "nobody is asked for the balance");
    for (const line of promises.broken())
      wrong("lostCommands", `/${line} came to nothing, and nobody said why`);
  }

  return {
    figures,
    ableMs: able.readMs,
    keys,
    able({ isAble, isHeard, isAnswered, isSighted }) {
      answered.run(isAnswered);
      isSpeaking = isAble && isHeard;
      able.run(isAble);
      sightedSinceMs = isSighted ? (sightedSinceMs ?? clock.now()) : undefined;
      blackouts.run(!isAble);
      speaking.run(isHeard);
      watchMoney();
    },
    balanceUntold() {
      money.untold();
      watchMoney();
    },
    up(pod) {
      figures.pods += 1;
      watchMoney();
      machines.up(pod);
      checkDouble();
      story.tell("provider", `${pod.id} starts`);
    },
    down(pod, by) {
      ended.check(pod);
      keys.down(pod);
      checkUnattended(pod);
      const end = endOf(pod, by);
      story.tell("provider", `${pod.id} ends (${end.reason})`);
      if (wasInUse(pod, end, { truth, rules })) wrong("stoppedInUse", `${pod.id} by ${end.reason}`);
      if (by === "unknown" && wasComeback(pod, end, { ...deps, sightedSinceMs }))
        wrong("stoppedInUse", `${pod.id} by ${end.reason}, although somebody had come back`);
      if (!wasKept(pod, end, truth)) wrong("lostCommands", `${pod.id} was to be kept for longer`);
      machines.down(pod);
      alarms.ended(pod.id);
      decided.delete(pod.id);
    },
    afterDown() {
      watchMoney();
      if (pods.up().length === 0) promises.nothingUp();
      checkDouble();
      checkTold();
    },
    beforeUse() {
      for (const pod of pods.up()) checkUnattended(pod);
    },
    recorded(before, after) {
      if (after.providerPodId !== undefined) machineOf.set(after.id, after.providerPodId);
      if (after.run.givenUp !== undefined && before?.run.givenUp === undefined) gaveUp(after);
      warnings.recorded(before, after, podOf);
      if (after.phase === before?.phase) return;
      ended.recorded(after, podOf(after));
      for (const what of [wrongPod(before, after), wrongRecord("pods", codecs.pods, after)])
        if (what !== undefined) wrong("wrongRecords", what);
      story.tell(
        "record",
        `${after.id} ${before?.phase ?? "new"} > ${after.phase}${after.phase === "stopping" ? ` (${after.run.stop.reason})` : ""}`,
      );
      const pod = podOf(after);
      if (pod !== undefined && before?.phase === "stopping" && after.phase === "live") {
        decided.delete(pod.id);
        alarms.ended(pod.id);
      }
      if (after.phase !== "stopping" || pod === undefined) return;
      const isUp = pod.upSinceMs !== undefined;
      const { reason } = after.run.stop;
      decided.set(pod.id, { run: isUp ? pod.runs : pod.runs + 1, reason, atMs: clock.now() });
      if (isUp) alarms.stopOrdered(pod.id);
    },
    shown(card) {
      money.shown(card.key);
      keys.shown(card);
      promises.shown(card);
      checkTold();
      const [kind, id, , about] = card.key.split(":");
      if (kind === "pod" && about === "live") ready(card.key);
      if (kind !== "pod" || about !== "alarm") return;
      for (const pod of pods.all())
        if (pod.name.endsWith(`-${id ?? ""}`) || pod.id === machineOf.get(id ?? "")) alarms.alarmed(pod.id);
      checkTold();
    },
    answered(line, reply, tookMs) {
      if (tookMs > (/^(?:pod up|volume|settings|labelpod confirm)/u.test(line) ? askingMs : answerMs))
        wrong("unansweredCommands", `/${line} was answered after ${tookMs / secondMs} s`);
      if (isOurFault(reply)) wrong("unansweredCommands", `/${line} met an error of our own`);
      if (!isDone(reply)) return;
      promises.answered(line, reply, tookMs);
      if (isStop(reply)) machines.stopped();
    },
    unanswered: (line) => wrong("unansweredCommands", `/${line}`),
    outage: (outage) => void outages.push(outage),
    begins: () => void beganAtMs.push(clock.now()),
    blackouts,
    wrong,
    removing: machines.removing,
    begunAgain: machines.begunAgain,
    wished: machines.wished,
    confirmed(line) {
      if (line.startsWith("pod delete")) machines.allowed("delete");
      if (line.startsWith("pod up")) machines.allowed("fresh");
    },
    wiped() {
      promises.forget();
      ended.forget();
      keys.forget();
      warnings.forget();
      machines.wiped();
      blackouts.wiped();
      alarms.forget();
      decided.clear();
      rules.wiped();
      for (const pod of pods.up()) truth.wiped(pod);
    },
    end() {
      checkDouble();
      for (const pod of pods.up()) {
        checkUnattended(pod);
        keys.down(pod);
      }
      for (const pod of pods.all()) ended.check(pod);
      alarms.end();
      checkTold();
    },
  };
}

function isOurFault({ card }: Reply): boolean {
  return (
    card.outcome === "failed" &&
    card.lines.flat().some((part) => typeof part === "string" && part.includes("labelpod's side"))
  );
}
