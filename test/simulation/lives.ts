import { schedules } from "../../src/jobs/index.ts";
import type { Collection } from "../../src/core/ports/collection.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { type BotLife, startBot, type Surroundings } from "./bot.ts";
import type { CallFault } from "./faults.ts";
import { createWorldServers, createWorldSoftware } from "./world-software.ts";
import { isRedis, patienceMs } from "./port-faults.ts";
import { noteFault } from "./note-fault.ts";
import { hourMs, secondMs } from "./units.ts";
import { instanceId, noLog, settings, teamId, type WorldParts } from "./world-parts.ts";

/** The lives of the bot, one after the other, and what is done to it from outside. */
export type BotLives = {
  current(): BotLife | undefined;
  start(): Promise<void>;
  /** Infinite: it is never started again. */
  kill(forMs: number): void;
  /** Something keeps the bot, or the provider, from acting at once. */
  hold(ms: number): void;
  wipeRedis(): Promise<void>;
  /** All records of this kind are gone, and nothing else. */
  evict(kind: "slots" | "pods"): Promise<void>;
  setClock(byMs: number): void;
  /** Its machine sleeps, and no stopwatch of it counts that. */
  sleep(forMs: number): void;
  /** Who can do what may have changed. */
  changed(): void;
};

const readdMs = 30 * secondMs;
/** Until the schedules are back, and what is up was seen by two sweeps and walked through. */
const wipedMs = 2 * 60 * secondMs;

export function createLives(parts: WorldParts): BotLives {
  const { audience, clock, machine, board, judge, pods, queue, rules, story, store } = parts;
  let life: BotLife | undefined;
  let asleep: BotLife | undefined;
  /** Of the life that begins: ends it before it has done so. */
  let birth: AbortController | undefined;
  let lives = 0;
  let ids = 0;
  let holds = 0;
  let hasSchedules = false;
  let backAtMs = 0;
  let lost = { fromMs: 0, untilMs: 0 };

  function changed(): void {
    if (life !== undefined) audience.deliver(life.time);
    const hasRedis = !(["redis-down", "redis-full", "disk-full"] as const).some(board.isOn);
    const isThere = life !== undefined && hasSchedules && hasRedis;
    const isUnanswered = (["provider-down", "rate-limit", "key-refused"] as const).some(board.isOn);
    const isHeldUp = isUnanswered || board.isOn("ssh-cut") || holds > 0;
    judge.able({
      isAble: isThere && !isHeldUp,
      isHeard: isThere && !board.isOn("chat-down"),
      isAnswered: isThere && !isUnanswered,
      isSighted: isThere && !board.isOn("ssh-cut"),
    });
  }

  async function start(): Promise<void> {
    lives += 1;
    judge.begins();
    story.tell("bot", `begins its life ${lives}`);
    const begins = new AbortController();
    birth = begins;
    const begun = await beginLife(begins.signal);
    if (begun === undefined) return;
    birth = undefined;
    life = begun;
    hasSchedules = true;
    changed();
  }

  /** Undefined for one that is killed meanwhile. */
  async function beginLife(signal: AbortSignal): Promise<BotLife | undefined> {
    const around = { ...surroundings(parts, { kill, hold }), signal, newId: () => `k${(ids += 1)}` };
    try {
      const begun = await startBot(around, `life-${lives}`);
      return signal.aborted ? undefined : begun;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  function kill(forMs: number): void {
    // One that sleeps is another one when its machine wakes.
    asleep?.die();
    asleep = undefined;
    if (life === undefined && birth === undefined) return;
    birth?.abort();
    birth = undefined;
    life?.die();
    life = undefined;
    changed();
    const isForGood = forMs === Number.POSITIVE_INFINITY;
    story.tell("bot", isForGood ? "dies for good" : `dies for ${forMs / secondMs} s`);
    if (isForGood) return;
    backAtMs = clock.now() + forMs;
    missedFrom(backAtMs);
    clock.at(backAtMs, () => void start());
  }

  function hold(ms: number): void {
    judge.outage({ fromMs: clock.now(), toMs: clock.now() + ms });
    holds += 1;
    changed();
    clock.at(clock.now() + ms, () => {
      holds -= 1;
      changed();
    });
  }

  /** As `src/bot/keep-schedules.ts` does every 30 s, which changes something only then. */
  async function readd(): Promise<void> {
    if (life === undefined || hasSchedules) return;
    if (board.isOn("redis-down")) await board.over("redis-down");
    if (board.isOn("disk-full")) await board.over("disk-full");
    for (const { job, everyMs } of schedules) await queue.every(job, {}, everyMs);
    hasSchedules = true;
    changed();
  }

  /** The bot's memory of its pods is lost. */
  function forget(): void {
    // What it has read of them is forgotten, so that a clock which is set now has nothing to be compared with.
    for (const pod of pods.up()) pod.readAtMs = 0;
    judge.wiped();
    lost = { fromMs: clock.now(), untilMs: Number.POSITIVE_INFINITY };
    // What was lost while no bot lived is missed when one is back.
    missedFrom(Math.max(clock.now(), life === undefined ? backAtMs : 0));
  }

  /** From then on there is a bot that misses what was lost, if one from before has not found all of it. */
  function missedFrom(atMs: number): void {
    if (clock.now() >= lost.untilMs) return;
    lost = { ...lost, untilMs: atMs + wipedMs };
    // A warning that was lost is given anew, with its whole time.
    judge.outage({ fromMs: lost.fromMs, toMs: lost.untilMs + rules.grace().most });
  }

  return {
    current: () => life,
    start,
    kill,
    hold,
    changed,
    async wipeRedis() {
      queue.wipe();
      hasSchedules = false;
      forget();
      changed();
      clock.at(clock.now() + readdMs, () => void readd());
      await emptyStore(store);
    },
    async evict(kind) {
      // A place that is lost excuses nothing: the pod's record says whose it was.
      if (kind === "pods") forget();
      await empty<unknown>(store[kind]);
    },
    setClock(byMs) {
      machine.aheadMs += byMs;
      // What waits by it waits until the bot sees to its schedules.
      if (byMs > 0) return;
      hasSchedules = false;
      changed();
      clock.at(clock.now() + readdMs, () => void readd());
    },
    sleep(forMs) {
      if (life === undefined) return;
      const sleeper = life;
      asleep = sleeper;
      life = undefined;
      changed();
      story.tell("bot", `sleeps for ${forMs / secondMs} s`);
      backAtMs = clock.now() + forMs;
      missedFrom(backAtMs);
      clock.at(backAtMs, () => {
        machine.sleptMs += forMs;
        story.tell("bot", "wakes");
        if (asleep !== sleeper) return void start();
        judge.begins();
        asleep = undefined;
        life = sleeper;
        changed();
        // What was lost meanwhile is missed by the one that looks every 30 s.
        clock.at(clock.now() + readdMs, () => void readd());
      });
    },
  };
}

async function emptyStore(store: Store): Promise<void> {
  await empty(store.pods);
  await empty(store.trainings);
  await empty(store.epochs);
  await empty(store.pastTrainings);
  await empty(store.slots);
  await empty(store.messages);
  await empty(store.confirmations);
  await empty(store.settings);
  await empty(store.sightings);
  await empty(store.ledger);
  await empty(store.bills);
  await empty(store.moneyTold);
  await empty(store.badDraws);
  await empty(store.notices);
}

async function empty<T>(collection: Collection<T>): Promise<void> {
  for (const stored of await collection.list()) await collection.remove(stored);
}

type Acts = Pick<BotLives, "kill" | "hold">;

function surroundings(parts: WorldParts, { kill, hold }: Acts): Omit<Surroundings, "newId" | "signal"> {
  const { clock, board, judge, pods, provider, sites, story, view } = parts;
  return {
    ...parts,
    worldClock: clock,
    log: noLog,
    settings,
    teamId,
    instanceId,
    provider: { ...provider, pods: view },
    software: createWorldSoftware(sites),
    labelServer: createWorldServers(sites),
    guardDeps: {
      clock,
      board,
      kill,
      slantNext: view.slantNext,
      hide(id, untilMs) {
        const pod = pods.get(id);
        if (pod !== undefined) pod.hiddenUntilMs = untilMs;
      },
      met(fault: CallFault, call) {
        judge.figures.faults += 1;
        noteFault(story, fault, call);
        if (holdsCaller.has(fault.kind)) hold(Math.min(heldMs(fault, call), hourMs));
      },
    },
  };
}

/** What is never answered ends with its caller's patience, whatever the fault says. */
function heldMs({ kind, lastsMs }: CallFault, call: string): number {
  return kind === "no-answer" && !isRedis(call) ? Math.max(lastsMs, patienceMs) : lastsMs;
}

const holdsCaller: ReadonlySet<CallFault["kind"]> = new Set(["late", "no-answer", "ignored", "hidden"]);
