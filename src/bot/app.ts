import path from "node:path";
import { createFanOut, createFanOutBeside } from "../chat/board/fan-out.ts";
import { createReach, type PlatformReach } from "../chat/board/reach.ts";
import type { PlacedChat } from "../chat/board/waiting-chat.ts";
import { chatWithKeys } from "../chat/board/with-keys.ts";
import { createDispatch } from "../commands/dispatch.ts";
import { commands } from "../commands/index.ts";
import type { Config, ConfigError } from "../config/read-config.ts";
import { closeInTime } from "./close-parts.ts";
import { connectChats } from "./connect-chats.ts";
import { isAnyBilling, isAnyListed } from "./has-pods.ts";
import { createStartFaults, type StartFaults } from "./start-faults.ts";
import type { Platform } from "../core/records/text.ts";
import type { Dispatch } from "../core/records/invocation.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { SystemClock } from "../system/clock.ts";
import type { Log } from "../core/common/log.ts";
import type { Keys } from "../core/ports/pod-keys.ts";
import type { Store } from "../core/ports/store.ts";
import { createLateUses } from "../core/idle/late-uses.ts";
import type { JobContext } from "../jobs/context.ts";
import { jobs } from "../jobs/index.ts";
import { keepSchedules } from "./keep-schedules.ts";
import { newId } from "../system/new-id.ts";
import { learnTime, watchClock } from "./watch-clock.ts";
import { withoutRenting } from "./without-renting.ts";
import { watchDisk } from "./watch-disk.ts";
import { watchInstances } from "./watch-instances.ts";
import { watchPlatforms } from "./watch-platforms.ts";
import { type Memory, openMemory } from "./open-memory.ts";
import { openProviders, type Providers } from "./open-providers.ts";
import { chatPlatforms, teamPlatforms } from "./team-platforms.ts";
import { startWorkers } from "../queue/workers.ts";
import { createKeys } from "../setup/gate-secret.ts";
import { type Home, openHome } from "../setup/home.ts";
import { lockHome } from "../setup/lock.ts";

export type App = AsyncDisposable & {
  readonly dispatch: Dispatch;
  readonly store: Store;
  /** The web page with the token that opens it, a secret of whoever started the bot; absent where it could not be opened. */
  readonly pageUrl: string | undefined;
  /** Where the page's token lies. */
  readonly tokenFile: string;
};

/** How long the end waits for jobs under way, which hear of it. */
const lastJobsMs = 1200;

export type AppOptions = {
  readonly config: Config;
  /** What the configuration lacks: the start goes on only while a pod may be billed, and nothing is rented then. */
  readonly wrongSettings?: ConfigError | undefined;
  readonly clock: SystemClock;
  readonly signal: AbortSignal;
  /** Show the cards, with their keys, beside the configured platforms, to whoever sits there. */
  readonly terminals: readonly Chat[];
  /** The same without the keys, where cards are kept, such as a file or a container's log. */
  readonly cardLogs: readonly Chat[];
  openLog(home: Home): Log;
  /** Told in a line what is being set up. */
  report(line: string): void;
};

/**
 * Puts the parts together and starts them: the one place that knows every adapter.
 * @throws UserFacingError, ConfigError with all that is wrong, unless a pod may be billed
 */
export async function startApp(options: AppOptions): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const opened = await openParts(options, stack);
  const { home, log, memory, keys, chats } = opened;
  const { labelServer, provider } = opened.parts;
  const { teamId, settings, dicomweb } = options.config;
  const { clock } = options;
  const own = { teamId, settings, instanceId: home.instanceId, bootId: newId(), lateUses: createLateUses() };
  // Cards wait for a slow Redis: what was decided must be shown, and a start must not fail of it.
  const { messages } = memory.forJobs.store;
  const reach = createReach({ clock, messages, platforms: teamPlatforms(options) });
  const shared = { ...own, clock, log, keys, labelServer, chat: createFanOut(chats, log), reach };
  const pacs = dicomweb?.place;
  const dispatch = createDispatch(commands, { ...shared, ...memory.forCommands, provider, pacs, newId });
  const faults = createStartFaults({ ...shared, messages, report: options.report });
  if (options.wrongSettings !== undefined) faults.note("settings", options.wrongSettings);
  const page = await join({ options, opened, shared, faults, dispatch }, stack);
  await startWork({ options, opened, shared, faults }, stack);
  log.info("started", { bootId: own.bootId, instanceId: own.instanceId, provider: provider.id });
  const owned = stack.move();
  return {
    dispatch,
    store: memory.forCommands.store,
    pageUrl: page === undefined ? undefined : `${page}/#token=${home.webToken}`,
    tokenFile: path.join(home.folder, "web-token"),
    [Symbol.asyncDispose]: async () => owned.disposeAsync(),
  };
}

type Joining = Omit<Work, "shared"> & {
  readonly shared: Work["shared"] & { readonly reach: PlatformReach };
  readonly dispatch: Dispatch;
};

/** Returns the page's address where it could be opened. */
async function join(
  { options, opened, shared, faults, dispatch }: Joining,
  stack: AsyncDisposableStack,
): Promise<string | undefined> {
  const { home, chats, memory } = opened;
  const { store } = memory.forJobs;
  const hasPods = await isAnyBilling(store);
  const mayHavePods = async (): Promise<boolean> => isAnyListed(opened.parts.providers.values(), shared);
  const { messages } = store;
  const joining = { ...options, ...shared, home, chats, messages, dispatch, faults, hasPods, mayHavePods };
  return connectChats(joining, stack);
}

type Work = {
  readonly options: AppOptions;
  readonly opened: Opened;
  readonly shared: Omit<JobContext, "store" | "queue" | "providers" | "software" | "shutdown">;
  readonly faults: StartFaults;
};

/** What looks after the pods from here on, each ended in its time. */
async function startWork(
  { options, opened, shared, faults }: Work,
  stack: AsyncDisposableStack,
): Promise<void> {
  const { config, clock, report } = options;
  const { memory } = opened;
  const { providers, software } = opened.parts;
  const { forJobs, connection, prefix } = memory;
  const shutdown = new AbortController();
  const context = { ...shared, ...forJobs, providers, software, shutdown: shutdown.signal };
  const running = { connection, prefix, jobs, context, machine: clock, closeMs: lastJobsMs };
  stack.adopt(await startWorkers(running), closeInTime("workers", shared));
  stack.defer(() => shutdown.abort());
  stack.adopt(await keepSchedules(forJobs.queue, shared), closeInTime("schedules", shared));
  const time = { clock, providers, redisTimeMs: memory.redisTimeMs, isChecked: config.provider === "runpod" };
  stack.adopt(watchClock({ ...shared, ...time, report }), closeInTime("clock", shared));
  const watched = await watchInstances({ ...shared, instances: memory.instances, report });
  stack.adopt(watched, closeInTime("signs", shared));
  stack.adopt(watchDisk({ ...shared, ...memory }), closeInTime("signs", shared));
  const told = watchPlatforms({ ...shared, ...platformsOf(opened, config), faults, report });
  stack.adopt(told, closeInTime("signs", shared));
}

/** Who is watched, and where it is told. */
function platformsOf({ chats, log, memory }: Opened, config: Config) {
  return {
    platforms: chatPlatforms(config),
    messages: memory.forJobs.store.messages,
    chatBeside: (platform: Platform) => createFanOutBeside(platform, chats, log),
  };
}

type Opened = {
  readonly home: Home;
  readonly log: Log;
  readonly memory: Memory;
  readonly keys: Keys;
  readonly parts: Providers;
  readonly chats: PlacedChat[];
};

/** What the rest is made of. */
async function openParts(options: AppOptions, stack: AsyncDisposableStack): Promise<Opened> {
  const home = await openHome(options.config.home);
  stack.use(lockHome(home.folder));
  const log = options.openLog(home);
  const memory = await openMemory({ ...options, home, log }, stack);
  const keys = createKeys(home.gateSecret);
  const opened = await openProviders({ ...options, home, keys, log }, stack);
  const parts = options.wrongSettings === undefined ? opened : withoutRenting(opened);
  const time = { clock: options.clock, log, providers: parts.providers, redisTimeMs: memory.redisTimeMs };
  await learnTime(time, options.signal);
  const terminals = options.terminals.map((chat) => chatWithKeys(chat, keys));
  return { home, log, memory, keys, parts, chats: [...terminals, ...options.cardLogs] };
}
