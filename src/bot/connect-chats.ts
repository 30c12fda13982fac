import { createWebChat } from "../chat/web/server.ts";
import { commands } from "../commands/index.ts";
import type { Config, DiscordConfig, SlackConfig } from "../config/read-config.ts";
import { UserFacingError } from "../core/common/errors.ts";
import type { Chat } from "../core/ports/chat.ts";
import { startWords } from "../core/words/start.ts";
import { joinPlatform } from "./join-platform.ts";
import type { Home } from "../setup/home.ts";
import { defined } from "../core/common/defined.ts";
import type { ChatDeps } from "../chat/chat-deps.ts";

type Options = Omit<ChatDeps, "commands" | "teamId"> & {
  readonly config: Config;
  readonly home: Home;
  /** Each connected platform is added here. */
  readonly chats: Chat[];
  report(line: string): void;
};

type Joined = Chat & AsyncDisposable;

/**
 * Opens the web page, always, and each platform that is configured; returns the page's address. A platform's library is
 * loaded only where it is configured: a bot at rest holds all that it has loaded in memory. @throws UserFacingError
 */
export async function connectChats(options: Options, stack: AsyncDisposableStack): Promise<string> {
  const { config, dispatch, messages, keys, clock, log, chats, report } = options;
  const shared: ChatDeps = { dispatch, messages, keys, clock, log, commands, teamId: config.teamId };
  const web = await openWeb(options, shared);
  chats.push(stack.use(web));
  report(startWords.page(web.url));
  const { discord, slack } = config;
  const joining = { chats, clock, log, report };
  if (discord !== undefined)
    stack.use(
      await joinPlatform({ ...joining, name: "Discord", open: async () => openDiscord(discord, shared) }),
    );
  if (slack !== undefined)
    stack.use(await joinPlatform({ ...joining, name: "Slack", open: async () => openSlack(slack, shared) }));
  return web.url;
}

async function openWeb({ config, home }: Options, shared: ChatDeps): ReturnType<typeof createWebChat> {
  try {
    return await createWebChat({ ...shared, host: "127.0.0.1", port: config.port, token: home.webToken });
  } catch (error) {
    if (isTaken(error))
      throw new UserFacingError("port-taken", startWords.portTaken(config.port), { cause: error });
    throw error;
  }
}

async function openDiscord({ token, apiUrl, ...where }: DiscordConfig, shared: ChatDeps): Promise<Joined> {
  const { createDiscordChat } = await import("../chat/discord/bot.ts");
  return createDiscordChat({
    ...shared,
    ...where,
    token: token.reveal(),
    ...defined({ apiUrl }),
  });
}

async function openSlack(config: SlackConfig, shared: ChatDeps): Promise<Joined> {
  const { createSlackChat } = await import("../chat/slack/bot.ts");
  const { botToken, appToken, signingSecret, ...where } = config;
  return createSlackChat({
    ...shared,
    ...where,
    botToken: botToken.reveal(),
    appToken: appToken?.reveal(),
    signingSecret: signingSecret?.reveal(),
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
