import { watchRecords, wrongTraining } from "../support/record-judge.ts";
import type { Fault } from "./faults.ts";
import type { Card } from "../../src/core/records/card.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import type { Log } from "../../src/core/common/log.ts";
import { defaultSettings } from "../../src/core/records/settings.ts";
import { isUp } from "../../src/core/records/machine.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { createSimulatedLabelServer } from "../../src/simulated/label-server.ts";
import { createSimulatedPodSoftware } from "../../src/simulated/pod-software.ts";
import { createSimulatedProvider, type SimulatedProvider } from "../../src/simulated/provider.ts";
import { createSimulatedQueue, type SimulatedQueue } from "../../src/simulated/queue.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import { type Audience, createAudience } from "./audience.ts";
import { type BotMachine, createBotMachine } from "./bot-machine.ts";
import { createWorldClock, type WorldClock } from "./clock.ts";
import { createFaultBoard, type FaultBoard } from "./fault-board.ts";
import { createKeyring, type Keyring } from "./keyring.ts";
import { createMarket, type Market, worldOffers } from "./market.ts";
import { createJudge } from "./judge.ts";
import type { Judge } from "./judge-types.ts";
import { isOutdated, type PodEnd, termsOf } from "./judge-use.ts";
import type { PeoplePlan } from "./people.ts";
import type { WorldSoftwareDeps } from "./world-software.ts";
import { createPodsInUse, type PodInUse, type PodsInUse, quickSteps } from "./pods-in-use.ts";
import { createPresence, type Presence } from "./presence.ts";
import { createProviderView, type ProviderView } from "./provider-view.ts";
import { createRules, type Rules } from "./rules.ts";
import { createStopwatch } from "./stopwatch.ts";
import { createStory, type Story, worldStartMs } from "./story.ts";
import { createTruth, type Truth } from "./truth.ts";
import { minuteMs } from "./units.ts";
import { createWatchdogs, type Watchdogs } from "./watchdogs.ts";

export type WorldPlan = {
  readonly people: PeoplePlan;
  readonly faults: readonly Fault[];
  readonly days: number;
  readonly isStoryKept: boolean;
};

/** Everything in a world but the bot. */
export type WorldParts = {
  readonly clock: WorldClock;
  readonly machine: BotMachine;
  readonly board: FaultBoard;
  readonly provider: SimulatedProvider;
  readonly keyring: Keyring;
  readonly view: ProviderView;
  readonly pods: PodsInUse;
  readonly presence: Presence;
  readonly truth: Truth;
  readonly rules: Rules;
  readonly judge: Judge;
  readonly story: Story;
  readonly store: Store;
  readonly queue: SimulatedQueue;
  readonly chat: Chat;
  readonly audience: Audience;
  readonly keys: ReturnType<typeof createSimulatedKeys>;
  readonly watchdogs: Watchdogs;
  readonly market: Market;
  readonly sites: WorldSoftwareDeps;
  /** Somebody stops it in the provider's console. */
  stopOutside(pod: PodInUse): Promise<void>;
};

export const teamId = "team";
export const instanceId = "sim";
export const settings = { ...defaultSettings };
/** A training of 60 epochs takes an hour. */
const epochMs = minuteMs;

export function createWorldParts({ people, isStoryKept }: WorldPlan): WorldParts {
  const clock = createWorldClock(worldStartMs);
  const machine = createBotMachine(clock);
  const story = createStory(isStoryKept, clock.now);
  const board = createFaultBoard(clock);
  const provider = createSimulatedProvider({ clock, startMs, offers: worldOffers });
  const pods = createPodsInUse({ clock, provider, epochMs });
  const view = createProviderView({ clock, provider, board, pods, removing: (pod) => judge.removing(pod) });
  const able = createStopwatch(clock);
  const presence = createPresence(people.sessions, pods);
  const truth = createTruth(presence, able.readMs);
  const isThere = (id: string): boolean => provider.rented(id) !== undefined;
  const rules = createRules(settings, clock.now);
  const audience = createAudience(clock, board);
  const judge = createJudge({ able, audience, clock, story, pods, truth, rules, isThere });
  const keys = createSimulatedKeys();
  const watchdogs = createWatchdogs({ clock, pods, presence, isUnknown, stop: stopFromInside });

  async function stopFromInside(pod: PodInUse, reason: "idle" | "limit"): Promise<void> {
    const isHeard =
      !board.isOn("provider-down") && !board.isOn("rate-limit") && !board.isIgnored("pods.stop");
    story.tell("watchdog", `${pod.id} asks for its stop (${reason})${isHeard ? "" : ", and nobody listens"}`);
    if (isHeard) await stopPast(pod, reason === "limit" ? "watchdog-limit" : "watchdog");
  }

  /** Past the bot. */
  async function stopPast(pod: PodInUse, by: PodEnd["reason"]): Promise<void> {
    endedBy.set(pod.id, by);
    provider.outside.stop(pod.id);
    pods.follow();
  }

  async function removeOutside(pod: PodInUse): Promise<void> {
    endedBy.set(pod.id, "world");
    story.tell("provider", `${pod.id} is deleted by somebody`);
    provider.outside.remove(pod.id);
    pods.follow();
  }

  /** A bot that never came to look after it starts it again, in the same run. */
  function isWishOpen(pod: PodInUse): boolean {
    return pod.oddity.gpuCount !== undefined || (isByWatchdog(pod) && pod.lease === undefined);
  }

  /** The provider tells of a stop, by whomever, once it is done. */
  function isShownUp({ id }: PodInUse): boolean {
    return provider.listed().some((listed) => listed.providerPodId === id && isUp(listed));
  }

  function isByWatchdog({ id }: PodInUse): boolean {
    return endedBy.get(id) === "watchdog" || endedBy.get(id) === "watchdog-limit";
  }

  const market = createMarket({ clock, provider, pods, instanceId, removeOutside });
  const endedBy = new Map<string, PodEnd["reason"]>();
  pods.onChange((pod, change) => {
    if (change === "up") {
      endedBy.delete(pod.id);
      truth.began(pod, clock.now(), settings.hardLimitMs);
      clock.at(clock.now() + startMs, () => {
        if (pod.oddity.hasAddress !== false && isShownUp(pod)) pod.reachableAtMs = clock.now();
        if (pod.upSinceMs !== undefined) watchdogs.began(pod, true);
      });
      judge.up(pod);
    }
    if (change === "down") {
      watchdogs.ended(pod);
      judge.down(pod, endedBy.get(pod.id) ?? "unknown");
      if (!isWishOpen(pod)) truth.ended();
    }
    if (change === "after-down") judge.afterDown();
  });

  const sample = createSimulatedPodSoftware({
    clock,
    labelServer: createSimulatedLabelServer({ clock }),
    steps: quickSteps,
  }).steps;
  const sites: WorldSoftwareDeps = {
    clock,
    provider,
    pods,
    keys,
    sample,
    isCutOff: () => board.isOn("ssh-cut"),
    renews(pod) {
      if (isOutdated(pod, rules)) pod.oldTerms = { idleS: termsOf(pod).idleS, untilMs: clock.now() };
    },
    renewed(pod) {
      watchdogs.renewed(pod);
      if (pod.upSinceMs !== undefined) truth.renewed(pod);
    },
    left: watchdogs.left,
    tellUse(pod) {
      pod.readAtMs = clock.now();
      const actMs = presence.lastActMs(pod, clock.now());
      if (actMs > 0) pod.software.act("annotating", actMs);
      const shells = presence.shellsAt(pod, clock.now());
      pod.software.setSshSessions(shells);
      const busyAtMs = truth.lastBusyMs(pod, clock.now());
      if (busyAtMs > 0) pod.software.setReading({ busyAgeMs: clock.now() - busyAtMs });
    },
  };
  const store = createSimulatedStore();
  watchRecords(store.pods, (before, after) => {
    judge.recorded(before, after);
    const pod = pods.get(after.providerPodId ?? "");
    if (pod !== undefined && after.run.givenUp !== undefined && before?.run.givenUp === undefined)
      market.gaveUp(pod);
  });
  watchRecords(store.trainings, (before, after) => {
    const what = wrongTraining(before, after);
    if (what !== undefined) judge.wrong("wrongRecords", what);
  });
  const queue = createSimulatedQueue({ clock: machine.clock });
  const chat = createWorldChat(story, judge);
  const stopOutside = async (pod: PodInUse): Promise<void> => stopPast(pod, "world");
  return {
    stopOutside,
    clock,
    machine,
    board,
    provider,
    keyring: createKeyring(provider),
    view,
    pods,
    presence,
    truth,
    rules,
    judge,
    story,
    store,
    queue,
    chat,
    audience,
    keys,
    watchdogs,
    market,
    sites,
  };
}

/** From a start to running. */
const startMs = 10_000;

function isUnknown(pod: PodInUse): boolean {
  return pod.isGateStuck;
}

/** A chat in which a card counts as the same until it says something else of weight. */
function createWorldChat(story: Story, judge: Judge): Chat {
  const before = new Map<string, string>();
  return {
    async show(card: Card) {
      const mark = `${card.outcome} ${card.tone} ${card.title}`;
      if (before.get(card.key) === mark) return;
      before.set(card.key, mark);
      story.tell("card", `${card.title} (${card.key}, ${card.outcome})`);
      judge.shown(card);
    },
  };
}

export const noLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
