import { type Client, Events, Routes } from "discord.js";
import type { Chat } from "../../core/ports/chat.ts";
import { discordFailures } from "../../core/words/discord.ts";
import { createMessageBoard } from "../board/message-board.ts";
import { withKeys } from "../board/with-keys.ts";
import { connect } from "./connect.ts";
import { createDesk } from "./desk.ts";
import { checkHome } from "./home.ts";
import type { Home } from "./invocation.ts";
import { findRegistrationFaults } from "./registration-faults.ts";
import { toRegistration } from "./registration.ts";
import { createDiscordTransport } from "./transport.ts";
import type { PlatformDeps } from "../chat-deps.ts";

export type DiscordOptions = PlatformDeps &
  Home & {
    readonly token: string;
    /** Discord's own when absent. */
    readonly apiUrl?: string;
  };

/** One edit per card in so many milliseconds keeps far from Discord's limit of five edits in five seconds. */
const minEditGapMs = 4000;
const registerMs = 20_000;

/** The bot in the team's Discord channel, logged in and with its commands registered. @throws UserFacingError */
export async function createDiscordChat(options: DiscordOptions): Promise<Chat & AsyncDisposable> {
  const { guildId, channelId, teamId } = options;
  const client = await connect(options);
  try {
    checkHome(client, options);
    await register(client, options);
    return await open(client, { ...options, home: { guildId, channelId, teamId } });
  } catch (error) {
    await client.destroy();
    throw error;
  }
}

async function register(client: Client<true>, { commands, guildId, clock }: DiscordOptions): Promise<void> {
  const body = toRegistration(commands);
  const faults = findRegistrationFaults(body);
  if (faults.length > 0) throw new Error(`Discord would refuse the commands: ${faults.join("; ")}`);
  try {
    await client.rest.put(Routes.applicationGuildCommands(client.application.id, guildId), {
      body,
      signal: clock.deadline(registerMs),
    });
  } catch (error) {
    throw discordFailures.commands(error);
  }
}

async function open(
  client: Client<true>,
  options: DiscordOptions & { readonly home: Home },
): Promise<Chat & AsyncDisposable> {
  const transport = withKeys(createDiscordTransport(client.rest, options.channelId), options.keys);
  const board = createMessageBoard({ ...options, transport, minEditGapMs });
  const desk = createDesk({ ...options, rest: client.rest });
  const underWay = new Set<Promise<void>>();

  client.on(Events.InteractionCreate, (interaction) => {
    const taken = desk.take(interaction).finally(() => underWay.delete(taken));
    underWay.add(taken);
  });
  await board.resume();

  async function close(): Promise<void> {
    client.removeAllListeners(Events.InteractionCreate);
    await Promise.all(underWay);
    await board[Symbol.asyncDispose]();
    await client.destroy();
  }

  return { show: (card) => board.show(card), [Symbol.asyncDispose]: close };
}
