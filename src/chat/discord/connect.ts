import { once } from "node:events";
import { Client, Events, GatewayIntentBits, Options } from "discord.js";
import { endsWithin } from "../../core/common/ends-within.ts";
import type { UserFacingError } from "../../core/common/errors.ts";
import { discordFailures } from "../../core/words/discord.ts";
import { RefusedError } from "../board/refused-error.ts";
import type { PlatformDeps } from "../chat-deps.ts";
import { explainRefusal } from "./explain.ts";
import { createGatewayPace, type GatewayPace } from "./gateway-pace.ts";
import { createRestOptions } from "./rest.ts";
import { type Session, watchSession } from "./session.ts";

export type ConnectOptions = Pick<PlatformDeps, "clock" | "log" | "health"> & {
  readonly token: string;
  /** Discord's own when absent. */
  readonly apiUrl?: string;
};

export type Connection = Pick<Session, "ended"> & {
  readonly client: Client<true>;
  close(): Promise<void>;
};

const readyMs = 30_000;
/** Discord may not answer the end of a connection. */
const closeMs = 2000;

/** Logs in and returns when the servers and channels are known. @throws UserFacingError */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const pace = createGatewayPace(options.clock);
  const client = createClient(options, pace);
  const session = watchSession(client, options);

  async function close(): Promise<void> {
    pace.end();
    await endsWithin(closeMs, client.destroy(), options.clock);
  }

  try {
    const ready = once(client, Events.ClientReady, { signal: options.clock.deadline(readyMs) });
    await Promise.all([client.login(options.token), ready]);
    if (client.isReady()) return { client, close, ended: session.ended };
    throw new Error("ready without being so");
  } catch (error) {
    await close();
    // Of a connection that was ended for good, discord.js throws an error without a type.
    throw session.end() ?? explainLogin(error);
  }
}

/** Nothing but the token is looked at when the bot asks for the gateway. */
function explainLogin(error: unknown): UserFacingError {
  const isSpecific = error instanceof RefusedError && (error.kind === "token" || error.kind === "busy");
  return isSpecific ? explainRefusal(error) : discordFailures.unreachable(error);
}

/** Slash commands need no privileged intent; nothing is kept of messages and members, which are never read. */
function createClient({ apiUrl, log }: ConnectOptions, pace: GatewayPace): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
    rest: createRestOptions(log, apiUrl),
    ws: pace.options,
  });
  pace.follow(client);
  return client;
}
