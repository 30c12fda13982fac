import { type Client, Events } from "discord.js";
import { describeError, type UserFacingError } from "../../core/common/errors.ts";
import { endsWithin } from "../../core/common/ends-within.ts";
import type { Chat } from "../../core/ports/chat.ts";
import { discordWords } from "../../core/words/discord.ts";
import { createMessageBoard } from "../board/message-board.ts";
import { withKeys } from "../board/with-keys.ts";
import type { PlatformDeps } from "../chat-deps.ts";
import { connect } from "./connect.ts";
import { createDesk } from "./desk.ts";
import { createHomeWatch } from "./home-watch.ts";
import { faultOfHome, lookHome } from "./home.ts";
import type { Home } from "./invocation.ts";
import { leaveMessages, movedCard } from "./moved.ts";
import { createRegistrar, type Registrar } from "./register.ts";
import { createDiscordTransport } from "./transport.ts";

export type DiscordOptions = PlatformDeps &
  Home & {
    readonly token: string;
    /** Discord's own when absent. */
    readonly apiUrl?: string;
    /** Hears in a sentence what has to be set before the next start. */
    report?(sentence: string): void;
  };

export type DiscordChat = Chat &
  AsyncDisposable & {
    /** Resolves with what to do when the session is over for good: nothing comes from it any more, and it is to be made again. */
    readonly ended: Promise<UserFacingError>;
  };

/** One edit per card in so many milliseconds keeps far from Discord's limit of five edits in five seconds. */
const minEditGapMs = 4000;
/** So long the answers to commands may take at the end. */
const lastAnswersMs = 1000;

/** The bot in the team's Discord channel, logged in and with its commands registered. @throws UserFacingError */
export async function createDiscordChat(options: DiscordOptions): Promise<DiscordChat> {
  await using setup = new AsyncDisposableStack();
  const { client, ended, close } = await connect(options);
  setup.defer(close);
  const fault = faultOfHome(lookHome(client, options));
  if (fault !== undefined) throw fault;
  const registrar = setup.use(createRegistrar({ ...options, client }));
  await registrar.first();
  const chat = await open(client, registrar, options);
  setup.use(chat);
  const parts = setup.move();
  return { show: chat.show, ended, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

async function open(
  client: Client<true>,
  registrar: Registrar,
  options: DiscordOptions,
): Promise<Chat & AsyncDisposable> {
  const { guildId, channelId, teamId, messages, clock, log } = options;
  const shutdown = new AbortController();
  const watch = createHomeWatch({
    ...options,
    client,
    home: { guildId, channelId, teamId },
    onInvited: () => registrar.again(),
    onMended: () => board.resume(),
    onLeaving: () => leaveMessages(messages, teamId),
    async onMoved(id) {
      await board.resume();
      await board.show(movedCard(teamId, id));
      options.report?.(discordWords.movedReport(id));
    },
  });
  const { home } = watch;
  const transport = withKeys(createDiscordTransport(client.rest, home), options.keys);
  const board = createMessageBoard({ ...options, transport, minEditGapMs });
  const desk = createDesk({ ...options, home, rest: client.rest, shutdown: shutdown.signal });
  const underWay = new Set<Promise<void>>();

  client.on(Events.InteractionCreate, (interaction) => {
    const taken = desk.take(interaction).finally(() => underWay.delete(taken));
    underWay.add(taken);
  });
  await board.resume();

  async function close(): Promise<void> {
    client.removeAllListeners(Events.InteractionCreate);
    const answers = endsWithin(lastAnswersMs, Promise.all(underWay), clock);
    await answers.catch((error: unknown) => log.warn("a command did not end well", describeError(error)));
    shutdown.abort();
    await watch[Symbol.asyncDispose]();
    await board[Symbol.asyncDispose]();
  }

  return { show: (card) => board.show(card), [Symbol.asyncDispose]: close };
}
