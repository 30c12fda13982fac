import { createLateUses } from "../core/idle/late-uses.ts";
import type { PacsPlace } from "../core/access/pacs-login.ts";
import { createDispatch } from "../commands/dispatch.ts";
import { commands } from "../commands/index.ts";
import type { Dispatch } from "../core/records/invocation.ts";
import type { Lock } from "../core/records/pod-lock.ts";
import type { Keys } from "../core/ports/pod-keys.ts";
import type { Provider } from "../core/ports/provider.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { Clock } from "../core/common/clock.ts";
import type { Log } from "../core/common/log.ts";
import type { ServerAddress } from "../core/records/server-address.ts";
import { defaultSettings, type Settings } from "../core/records/settings.ts";
import type { Store } from "../core/ports/store.ts";
import { jobs, schedules } from "../jobs/index.ts";
import type { JobContext } from "../jobs/context.ts";
import { createSimulatedKeys } from "../simulated/keys.ts";
import { createSimulatedLabelServer, type SimulatedLabelServer } from "../simulated/label-server.ts";
import { createSimulatedPodSoftware, type SimulatedPodSoftware } from "../simulated/pod-software.ts";
import { createSimulatedProvider, type SimulatedProvider } from "../simulated/provider.ts";
import { createSimulatedQueue, type SimulatedQueue } from "../simulated/queue.ts";
import { createSimulatedReach, type SimulatedReach } from "../simulated/reach.ts";
import { createSimulatedStore } from "../simulated/store.ts";
import { type SimulatedWorkers, startSimulatedWorkers } from "../simulated/workers.ts";

/** The whole bot on the in-memory twins: the real commands, jobs and decisions, nothing outside. */
export type SimulatedApp = AsyncDisposable & {
  readonly dispatch: Dispatch;
  readonly store: Store;
  readonly queue: SimulatedQueue;
  readonly keys: Keys;
  readonly provider: SimulatedProvider;
  readonly labelServer: SimulatedLabelServer;
  readonly software: SimulatedPodSoftware;
  readonly reach: SimulatedReach;
  /** Ends the bot's process as a kill -9 would, and starts it again on the same store and queue; `meanwhile` there is none. */
  killAndRestart(meanwhile?: () => Promise<void>): Promise<void>;
  /** The same with these settings changed from then on. */
  restartWith(edited: Partial<Settings>): Promise<void>;
};

export type SimulatedAppOptions = {
  readonly clock: Clock;
  readonly log: Log;
  /** Is shown the cards without their keys. */
  readonly chat: Chat;
  readonly settings?: Partial<Settings>;
  /** Where pods come from. @default the twin in memory */
  readonly provider?: Provider;
  /** Where the login at the PACS belongs. @default there is none */
  readonly pacs?: PacsPlace | undefined;
  newId(): string;
};

const teamId = "main";
const instanceId = "memory";

/** @default settings are the defaults of a real team */
export async function createSimulatedApp(options: SimulatedAppOptions): Promise<SimulatedApp> {
  const { clock, log, chat, pacs, newId } = options;
  let settings: Settings = { ...defaultSettings, ...options.settings };
  const twins = createTwins(clock);
  const { store, queue, keys, labelServer, software } = twins;
  const provider = options.provider ?? twins.provider;
  const reach = createSimulatedReach();
  const shared = { clock, log, chat, store, queue, labelServer, keys, instanceId, pacs, reach };
  let life = 0;
  let own = ownOfLife(life);
  let workers: SimulatedWorkers = await start();

  async function start(): Promise<SimulatedWorkers> {
    life += 1;
    own = ownOfLife(life);
    const providers = new Map([[provider.id, provider]]);
    const shutdown = new AbortController().signal;
    const context: JobContext = { ...shared, ...own, settings, teamId, providers, software, shutdown };
    for (const { job, everyMs } of schedules) await queue.every(job, {}, everyMs);
    return startSimulatedWorkers({ queue, jobs, context });
  }

  async function killAndRestart(meanwhile?: () => Promise<void>): Promise<void> {
    workers.kill();
    await meanwhile?.();
    workers = await start();
  }

  return {
    ...twins,
    reach,
    dispatch: async (invocation) =>
      createDispatch(commands, { ...shared, ...own, settings, provider, newId })(invocation),
    killAndRestart,
    restartWith: async (edited) => killAndRestart(async () => void (settings = { ...settings, ...edited })),
    [Symbol.asyncDispose]: async () => workers[Symbol.asyncDispose](),
  };
}

/** What each life of the process has for itself. */
function ownOfLife(life: number): Pick<JobContext, "bootId" | "lateUses"> {
  return { bootId: `life-${life}`, lateUses: createLateUses() };
}

type Twins = Pick<SimulatedApp, "store" | "queue" | "keys" | "provider" | "labelServer" | "software">;

function createTwins(clock: Clock): Twins {
  const keys = createSimulatedKeys();
  const labelServer = createSimulatedLabelServer({
    clock,
    opensTo: (server) => opens(server, software.lastLock(), keys),
  });
  const software = createSimulatedPodSoftware({ clock, labelServer });
  return {
    store: createSimulatedStore(),
    queue: createSimulatedQueue({ clock }),
    keys,
    provider: createSimulatedProvider({ clock }),
    labelServer,
    software,
  };
}

/** As the gate on a pod: by the keys that were put on last, and by no other. */
function opens({ url }: ServerAddress, lock: Lock | undefined, keys: Keys): boolean {
  const key = new URL(url).pathname.split("/")[1];
  return lock !== undefined && (key === keys.ofPeople(lock) || key === keys.ofBot(lock));
}
