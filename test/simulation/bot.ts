import { createDispatch } from "../../src/commands/dispatch.ts";
import { commands } from "../../src/commands/index.ts";
import type { Dispatch } from "../../src/core/records/invocation.ts";
import { createLateUses } from "../../src/core/idle/late-uses.ts";
import type { Keys } from "../../src/core/ports/pod-keys.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import type { Clock } from "../../src/core/common/clock.ts";
import type { LabelServer } from "../../src/core/ports/label-server.ts";
import type { Log } from "../../src/core/common/log.ts";
import type { PodSoftware } from "../../src/core/ports/software.ts";
import type { Settings } from "../../src/core/records/settings.ts";
import type { Store } from "../../src/core/ports/store.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { jobs, schedules } from "../../src/jobs/index.ts";
import type { SimulatedQueue } from "../../src/simulated/queue.ts";
import { runEntry } from "../../src/simulated/workers.ts";
import { learnTime } from "../../src/bot/watch-clock.ts";
import type { Audience } from "./audience.ts";
import { type BotMachine, createBotTime, withDate } from "./bot-machine.ts";
import type { WorldClock } from "./clock.ts";
import { guardPort, guardProvider, guardSoftware, guardStore } from "./guarded-ports.ts";
import { besideScreen } from "./disk-faults.ts";
import { never } from "./never.ts";
import { createGuard, type GuardDeps } from "./port-faults.ts";

/** One life of the bot's process. */
export type BotLife = {
  readonly dispatch: Dispatch;
  /** Runs what is due now, and what that brings up at this same moment. */
  runDue(): Promise<void>;
  isDead(): boolean;
  /** What it takes for the time. */
  readonly time: Pick<Clock, "now" | "isConfirmed">;
  /** As a kill -9: nothing that it has begun goes on. */
  die(): void;
};

/** What outlives the bot's process, and what is outside of it. */
export type Surroundings = {
  readonly worldClock: WorldClock;
  readonly machine: BotMachine;
  readonly log: Log;
  readonly store: Store;
  readonly queue: SimulatedQueue;
  readonly chat: Chat;
  readonly audience: Audience;
  readonly keys: Keys;
  readonly provider: Provider;
  readonly software: PodSoftware;
  readonly labelServer: LabelServer;
  readonly settings: Settings;
  readonly teamId: string;
  readonly instanceId: string;
  readonly guardDeps: Omit<GuardDeps, "isDead">;
  newId(): string;
  /** Aborts where it is killed before it has begun. */
  readonly signal: AbortSignal;
};

/** More runs than that at one moment are a bot that turns in circles. */
const manyRuns = 2000;

export async function startBot(around: Surroundings, bootId: string): Promise<BotLife> {
  const { queue, worldClock, teamId, machine, log, keys, settings, instanceId } = around;
  const clock = createBotTime(worldClock, machine);
  let isDead = false;
  const guard = createGuard({ ...around.guardDeps, isDead: () => isDead });
  const asJob = { guard, origin: "job" } as const;
  const asCommand = { guard, origin: "command" } as const;
  const shared = {
    clock,
    reach: around.audience.reach,
    log,
    keys,
    lateUses: createLateUses(),
    settings,
    instanceId,
    bootId,
    chat: besideScreen(guardPort("chat", around.audience.chatOf(around.chat, clock), asJob), {
      board: around.guardDeps.board,
      log,
    }),
  };
  const provider = withDate(guardProvider(around.provider, asJob), worldClock, clock);
  const context: JobContext = {
    ...shared,
    teamId,
    store: guardStore(around.store, asJob),
    queue: guardPort("queue", { add: queue.add, every: queue.every }, asJob),
    labelServer: guardPort("labelServer", around.labelServer, asJob),
    providers: new Map([[provider.id, provider]]),
    software: guardSoftware(around.software, asJob),
    shutdown: new AbortController().signal,
  };
  const dispatch = createDispatch(commands, {
    ...shared,
    provider,
    store: guardStore(around.store, asCommand),
    queue: guardPort("queue", { add: queue.add, every: queue.every }, asCommand),
    labelServer: guardPort("labelServer", around.labelServer, asCommand),
    newId: around.newId,
  });
  // As `src/bot/app.ts` does, once for each life.
  const sources = { clock, log, providers: context.providers, redisTimeMs: async () => machine.wallMs() };
  await learnTime(sources, around.signal);
  for (const { job, everyMs } of schedules) await queue.every(job, {}, everyMs);
  return {
    dispatch: async (invocation) => (isDead ? never() : dispatch(invocation)),
    async runDue() {
      let runs = 0;
      for (;;) {
        if (isDead) return;
        const due = queue.takeDue();
        if (due.length === 0) return;
        for (const entry of due) void runEntry(entry, { queue, jobs, context });
        await worldClock.settle();
        runs += due.length;
        if (runs > manyRuns) throw new Error("The bot turns in circles");
      }
    },
    isDead: () => isDead,
    time: clock,
    die() {
      isDead = true;
      queue.loseHolders();
    },
  };
}
