import { REST } from "discord.js";
import { createMessageBoard, type MessageBoard } from "../../../src/chat/board/message-board.ts";
import type { MessageTransport } from "../../../src/chat/board/message-transport.ts";
import type { PlatformHealth } from "../../../src/chat/platform-health.ts";
import { createRestOptions } from "../../../src/chat/discord/rest.ts";
import { createDiscordTransport } from "../../../src/chat/discord/transport.ts";
import { createSlackApi } from "../../../src/chat/slack/api.ts";
import { createBoltLogger } from "../../../src/chat/slack/bolt-logger.ts";
import { createSlackTransport } from "../../../src/chat/slack/transport.ts";
import type { Clock } from "../../../src/core/common/clock.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { createTestLog } from "../../support/log.ts";
import { createDiscordChannel, discordChannelId } from "./discord-channel.ts";
import { watchRequests } from "./open-requests.ts";
import { createPassingClock, type PassingClock } from "./passing-clock.ts";
import { type Channel, type PlatformServer, startPlatformServer } from "./platform-server.ts";
import { createSlackChannel, slackIds } from "./slack-channel.ts";

export type PlatformName = "discord" | "slack";

/** What an adapter says of itself. */
export type Said = { readonly atMs: number; readonly code?: string };

/** One platform with the product's own adapter and board before it. */
export type PlatformBench = {
  readonly channel: Channel;
  readonly server: PlatformServer;
  readonly board: MessageBoard;
  /** Ends the board and begins another on what it has left, as the next life of the bot does. */
  restart(): Promise<MessageBoard>;
  readonly log: ReturnType<typeof createTestLog>;
  /** What was said of its cards, oldest first; without a code it works. */
  readonly said: readonly Said[];
};

export type Bench = AsyncDisposable & PassingClock & { open(name: PlatformName): Promise<PlatformBench> };

const discordToken = "discord-test-token";
const slackToken = "xoxb-test";
/** As the product has it. */
const minEditGapMs = 4000;

/** Real clients on the loopback and simulated time, for as many platforms as are opened. */
export function createBench(): Bench {
  const resources = new AsyncDisposableStack();
  const busy: (() => boolean)[] = [];
  const time = createPassingClock(() => busy.some((isBusy) => isBusy()));

  async function open(name: PlatformName): Promise<PlatformBench> {
    const { clock } = time;
    const channel = name === "discord" ? createDiscordChannel(clock) : createSlackChannel(clock);
    const server = resources.use(await startPlatformServer(channel, clock));
    const requests = resources.use(watchRequests(server.port));
    const log = createTestLog();
    const made = makeTransport[name]({ port: server.port, clock, log });
    const { transport, open: calls } = counting(made);
    busy.push(() => calls() > server.held.size || [...requests.ids].some((id) => !server.held.has(id)));
    const said: Said[] = [];
    const { messages } = createSimulatedStore();
    const deps = { transport, messages, clock, log, minEditGapMs, health: noting(said, clock) };
    let board = createMessageBoard(deps);
    resources.defer(() => end(board));
    async function restart(): Promise<MessageBoard> {
      await end(board);
      board = createMessageBoard(deps);
      await board.resume();
      return board;
    }
    return { channel, server, board, restart, log, said };
  }

  async function end(board: MessageBoard): Promise<void> {
    const closed = board[Symbol.asyncDispose]();
    await time.pass(60_000);
    await closed;
  }

  return { ...time, open, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

type Given = { readonly port: number; readonly clock: Clock; readonly log: ReturnType<typeof createTestLog> };

const makeTransport: Readonly<Record<PlatformName, (given: Given) => MessageTransport>> = {
  discord({ port, log }) {
    const options = createRestOptions(log, `http://127.0.0.1:${port}/api`);
    // By the machine's time, which discord.js counts the requests of a second in, an hour of a story is less than that.
    const rest = new REST({ version: "10", ...options, globalRequestsPerSecond: Number.POSITIVE_INFINITY });
    return createDiscordTransport(rest.setToken(discordToken), { channelId: discordChannelId });
  },
  slack({ port, clock, log }) {
    const apiUrl = `http://127.0.0.1:${port}/api/`;
    const api = createSlackApi({ botToken: slackToken, apiUrl, clock, logger: createBoltLogger(log) });
    return createSlackTransport(api, { channelId: slackIds.channel, botId: slackIds.bot });
  },
};

/** Knows how many of the transport's calls have not returned. */
function counting(transport: MessageTransport): { transport: MessageTransport; open(): number } {
  let open = 0;
  async function count<T>(call: Promise<T>): Promise<T> {
    open += 1;
    try {
      return await call;
    } finally {
      open -= 1;
    }
  }
  const counted: MessageTransport = {
    ...transport,
    post: (showing, nonce, signal) => count(transport.post(showing, nonce, signal)),
    edit: (messageId, showing, signal) => count(transport.edit(messageId, showing, signal)),
    remove: (messageId, signal) => count(transport.remove(messageId, signal)),
    find: (nonce, signal) => count(transport.find(nonce, signal)),
  };
  return { transport: counted, open: () => open };
}

function noting(said: Said[], clock: Clock): PlatformHealth {
  return {
    failed: (_part, { code }) => void said.push({ atMs: clock.now(), code }),
    works: () => void said.push({ atMs: clock.now() }),
  };
}
