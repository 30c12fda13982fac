import { once } from "node:events";
import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  HTTPError,
  Options,
} from "discord.js";
import { describeError } from "../../core/common/errors.ts";
import type { Log } from "../../core/common/log.ts";
import { discordFailures } from "../../core/words/discord.ts";
import type { ChatDeps } from "../chat-deps.ts";

export type ConnectOptions = Pick<ChatDeps, "clock" | "log"> & {
  readonly token: string;
  /** Discord's own when absent. */
  readonly apiUrl?: string;
};

const readyMs = 30_000;

/** Logs in and returns when the servers and channels are known. @throws UserFacingError */
export async function connect(options: ConnectOptions): Promise<Client<true>> {
  const client = createClient(options);
  logEvents(client, options.log);
  try {
    const ready = once(client, Events.ClientReady, { signal: options.clock.deadline(readyMs) });
    await Promise.all([client.login(options.token), ready]);
    if (client.isReady()) return client;
    throw new Error("ready without being so");
  } catch (error) {
    await client.destroy();
    throw isTokenFault(error) ? discordFailures.token() : discordFailures.unreachable(error);
  }
}

/** Slash commands need no privileged intent; nothing is kept of messages and members, which are never read. */
function createClient({ apiUrl }: ConnectOptions): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
    ...(apiUrl === undefined ? {} : { rest: { api: apiUrl } }),
  });
}

/** Without a listener an error would end the process; discord.js connects again by itself. */
function logEvents(client: Client, log: Log): void {
  client.on(Events.Error, (error) => {
    log.error("discord client error", describeError(error));
  });
  client.on(Events.ShardError, (error) => {
    log.warn("discord connection error", describeError(error));
  });
  client.on(Events.ShardReady, () => {
    log.info("discord is connected");
  });
  client.on(Events.ShardReconnecting, () => {
    log.info("discord connects again");
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    log.error("discord has ended the connection for good", { code });
  });
}

function isTokenFault(error: unknown): boolean {
  if (error instanceof DiscordjsError) return error.code === DiscordjsErrorCodes.TokenInvalid;
  // The gateway's own refusal, close code 4004, has no type.
  return error instanceof Error && !(error instanceof HTTPError) && error.message === "Authentication failed";
}
