import { createDispatch } from "./commands/dispatch.ts";
import { commands } from "./commands/index.ts";
import type { Dispatch } from "./core/invocation.ts";
import type { Chat, Clock, Log } from "./core/ports.ts";
import { defaultSettings, type Settings } from "./core/settings.ts";
import type { Store } from "./core/store.ts";
import { jobs, schedules } from "./jobs/index.ts";
import type { JobContext } from "./jobs/context.ts";
import { createMemoryLabelServer, type MemoryLabelServer } from "./memory/label-server.ts";
import { createMemoryPodSoftware, type MemoryPodSoftware } from "./memory/pod-software.ts";
import { createMemoryProvider, type MemoryProvider } from "./memory/provider.ts";
import { createMemoryQueue } from "./memory/queue.ts";
import { createMemoryStore } from "./memory/store.ts";
import { type MemoryWorkers, startMemoryWorkers } from "./memory/workers.ts";

/** The whole bot on the in-memory twins: the real commands, jobs and decisions, nothing outside. */
export type MemoryApp = AsyncDisposable & {
  readonly dispatch: Dispatch;
  readonly store: Store;
  readonly provider: MemoryProvider;
  readonly labelServer: MemoryLabelServer;
  readonly software: MemoryPodSoftware;
  /** Ends the bot's process as a kill -9 would, and starts it again on the same store and queue. */
  killAndRestart(): Promise<void>;
};

export type MemoryAppOptions = {
  readonly clock: Clock;
  readonly log: Log;
  readonly chat: Chat;
  readonly settings?: Partial<Settings>;
  newId(): string;
};

const teamId = "main";
const instanceId = "memory";

/** @default settings are the defaults of a real team */
export async function createMemoryApp(options: MemoryAppOptions): Promise<MemoryApp> {
  const { clock, log, chat, newId } = options;
  const settings: Settings = { ...defaultSettings, ...options.settings };
  const store = createMemoryStore();
  const provider = createMemoryProvider({ clock });
  const labelServer = createMemoryLabelServer({ clock });
  const software = createMemoryPodSoftware({ clock, labelServer });
  const queue = createMemoryQueue({ clock });
  const shared = { clock, log, chat, store, queue, settings, labelServer, instanceId };
  let life = 0;
  let workers: MemoryWorkers = await start();

  async function start(): Promise<MemoryWorkers> {
    life += 1;
    const providers = new Map([[provider.id, provider]]);
    const shutdown = new AbortController().signal;
    const context: JobContext = { ...shared, teamId, providers, software, bootId: `life-${life}`, shutdown };
    for (const { job, everyMs } of schedules) await queue.every(job, {}, everyMs);
    return startMemoryWorkers({ queue, jobs, context });
  }

  return {
    store,
    provider,
    labelServer,
    software,
    dispatch: async (invocation) =>
      createDispatch(commands, { ...shared, provider, bootId: `life-${life}`, newId })(invocation),
    async killAndRestart() {
      workers.kill();
      workers = await start();
    },
    async [Symbol.asyncDispose]() {
      await workers[Symbol.asyncDispose]();
    },
  };
}
