import path from "node:path";
import { createFanOut } from "../chat/board/fan-out.ts";
import { chatWithKeys } from "../chat/board/with-keys.ts";
import { createDispatch } from "../commands/dispatch.ts";
import { commands } from "../commands/index.ts";
import type { Config } from "../config/read-config.ts";
import { connectChats } from "./connect-chats.ts";
import type { Dispatch } from "../core/records/invocation.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { SystemClock } from "../system/clock.ts";
import type { Log } from "../core/common/log.ts";
import type { Store } from "../core/ports/store.ts";
import { createLateUses } from "../core/idle/late-uses.ts";
import { jobs } from "../jobs/index.ts";
import { keepSchedules } from "./keep-schedules.ts";
import { newId } from "../system/new-id.ts";
import { watchInstances } from "./watch-instances.ts";
import { openMemory } from "./open-memory.ts";
import { openProviders } from "./open-providers.ts";
import { startWorkers } from "../queue/workers.ts";
import { writeBotAddress } from "../say/bot-files.ts";
import { createKeys } from "../setup/gate-secret.ts";
import { type Home, openHome } from "../setup/home.ts";
import { lockHome } from "../setup/lock.ts";

export type App = AsyncDisposable & {
  readonly dispatch: Dispatch;
  readonly store: Store;
  /** The web page with the token that opens it: a secret of whoever started the bot. */
  readonly pageUrl: string;
  /** Where the page's token lies. */
  readonly tokenFile: string;
};

export type AppOptions = {
  readonly config: Config;
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

/** Puts the parts together and starts them: the one place that knows every adapter. @throws UserFacingError */
export async function startApp(options: AppOptions): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const { config, clock, report } = options;
  const home = await openHome(config.home);
  stack.use(lockHome(home.folder));
  const log = options.openLog(home);
  const memory = await openMemory({ ...options, home, log }, stack);
  const keys = createKeys(home.gateSecret);
  const parts = await openProviders({ ...options, home, keys, log }, stack);
  const terminals = options.terminals.map((chat) => chatWithKeys(chat, keys));
  const chats: Chat[] = [...terminals, ...options.cardLogs];
  const { teamId, settings } = config;
  const own = { teamId, settings, instanceId: home.instanceId, bootId: newId() };
  const { forCommands, forJobs, connection, prefix } = memory;
  const { labelServer, provider, providers, software } = parts;
  const lateUses = createLateUses();
  const shared = { ...own, lateUses, clock, log, keys, labelServer, chat: createFanOut(chats, log) };
  const dispatch = createDispatch(commands, { ...shared, ...forCommands, provider, newId });
  // Cards wait for a slow Redis: what was decided must be shown, and a start must not fail of it.
  const { messages } = forJobs.store;
  const joining = { config, home, dispatch, chats, messages, keys, clock, log, report };
  const page = await connectChats(joining, stack);
  await writeBotAddress(home.folder, page);
  const shutdown = new AbortController();
  const context = { ...shared, ...forJobs, providers, software, shutdown: shutdown.signal };
  stack.use(await startWorkers({ connection, prefix, jobs, context, machine: clock }));
  stack.defer(() => shutdown.abort());
  stack.use(await keepSchedules(forJobs.queue, { clock, log }));
  stack.use(await watchInstances({ ...shared, instances: memory.instances, report }));
  log.info("started", { bootId: own.bootId, instanceId: own.instanceId, provider: provider.id });
  const owned = stack.move();
  return {
    dispatch,
    store: forCommands.store,
    pageUrl: `${page}/#token=${home.webToken}`,
    tokenFile: path.join(home.folder, "web-token"),
    [Symbol.asyncDispose]: async () => owned.disposeAsync(),
  };
}
