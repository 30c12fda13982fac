import { type Client, Events } from "discord.js";
import { describeError, type UserFacingError } from "../../core/common/errors.ts";
import { endsWithin } from "../../core/common/ends-within.ts";
import type { Chat } from "../../core/ports/chat.ts";
import { discordWords } from "../../core/words/discord.ts";
import { createMessageBoard } from "../board/message-board.ts";
import type { MessageTransport } from "../board/message-transport.ts";
import { withKeys } from "../board/with-keys.ts";
import type { PlatformDeps } from "../chat-deps.ts";
import { createHealthSources } from "../health-sources.ts";
import type { PlatformHealth } from "../platform-health.ts";
import { connect } from "./connect.ts";
import { createDesk } from "./desk.ts";
import { explainRefusal } from "./explain.ts";
import { createHomeWatch } from "./home-watch.ts";
import { faultOfHome, lookHome, newsOfHome } from "./home.ts";
import type { Home } from "./invocation.ts";
import { leaveMessages, movedCard } from "./moved.ts";
import { createRegistrar, type Registrar } from "./register.ts";
import { createDiscordTransport } from "./transport.ts";

export type DiscordOptions = PlatformDeps &
  Home & {
    readonly token: string;
    /** Discord's own when absent. */
    readonly apiUrl?: string;
    /** Hears that the channel was made again, which counts from now on. */
    onMoved?(channelId: string): void;
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
  const newSource = createHealthSources(options.health);
  const { client, ended, close } = await connect({ ...options, health: newSource() });
  setup.defer(close);
  const fault = faultOfHome(lookHome(client, options));
  if (fault !== undefined) throw fault;
  const registrar = setup.use(createRegistrar({ ...options, client, health: newSource() }));
  await registrar.first();
  const chat = await open({ client, registrar, newSource }, options);
  setup.use(chat);
  const parts = setup.move();
  return { show: chat.show, ended, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

type Session = {
  readonly client: Client<true>;
  readonly registrar: Registrar;
  /** For each part that says by itself how it is. */
  newSource(): PlatformHealth;
};

async function open(
  { client, registrar, newSource }: Session,
  options: DiscordOptions,
): Promise<Chat & AsyncDisposable> {
  const { guildId, channelId, teamId, messages, clock, log } = options;
  const shutdown = new AbortController();
  const watch = createHomeWatch({
    ...options,
    client,
    health: newSource(),
    home: { guildId, channelId, teamId },
    onInvited: () => registrar.again(),
    onMended: () => board.resume(),
    onLeaving: () => leaveMessages(messages, teamId),
    async onMoved(id) {
      options.onMoved?.(id);
      await board.resume();
      await board.show(movedCard(teamId, id));
      options.report?.(discordWords.movedReport(id));
    },
  });
  const transport = withKeys(transportOf(client, watch.home), options.keys);
  const board = createMessageBoard({ ...options, transport, minEditGapMs, health: newSource() });
  const desk = createDesk({ ...options, home: watch.home, rest: client.rest, shutdown: shutdown.signal });
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

/** What the gateway has told of server and channel says more than Discord's refusals of a card. */
function transportOf(client: Client<true>, home: Home): MessageTransport {
  return {
    ...createDiscordTransport(client.rest, home),
    explain(refusal) {
      const isOfHome = refusal.kind === "channel" || refusal.kind === "rights";
      return (isOfHome ? newsOfHome(lookHome(client, home)) : undefined) ?? explainRefusal(refusal);
    },
  };
}
