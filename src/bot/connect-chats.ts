import { recordCard } from "../chat/board/record-card.ts";
import { recordOnShelf } from "../chat/web/card-shelf.ts";
import type { PlatformReach } from "../chat/board/reach.ts";
import { createWebChat } from "../chat/web/server.ts";
import { closeInTime } from "./close-parts.ts";
import { commands } from "../commands/index.ts";
import type { Config, DiscordConfig, SlackConfig } from "../config/read-config.ts";
import { abortable } from "../core/common/abortable.ts";
import { describeError, UserFacingError } from "../core/common/errors.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { Card } from "../core/records/card.ts";
import type { Platform } from "../core/records/text.ts";
import { startWords } from "../core/words/start.ts";
import { beginJoin, type Join, type Joined, type Joining } from "./join-platform.ts";
import type { StartFaults } from "./start-faults.ts";
import { writeBotAddress } from "../say/bot-files.ts";
import type { Home } from "../setup/home.ts";
import { defined } from "../core/common/defined.ts";
import type { ChatDeps, PlatformDeps } from "../chat/chat-deps.ts";

type Options = Omit<ChatDeps, "commands" | "teamId"> & {
  readonly config: Config;
  readonly home: Home;
  readonly reach: PlatformReach;
  /** Each platform is among them from here on, whether it is joined yet or not. */
  readonly chats: Chat[];
  readonly faults: StartFaults;
  readonly signal: AbortSignal;
  /** Whether a pod may be billed by what the records say: then nothing waits for a platform. */
  readonly hasPods: boolean;
  /** Asked, where the records have none, before a start fails: whether one may be billed all the same. */
  mayHavePods(): Promise<boolean>;
  report(line: string): void;
};

/** A platform, or the page. */
type Place = Pick<Joining, "name" | "record" | "open">;

/**
 * Opens the web page, always, and each platform that is configured; returns the page's address where it could be opened. What is
 * out of reach is joined later, and while a pod may be billed also what is refused. A platform's library is
 * loaded only where it is configured: a bot at rest holds all that it has loaded in memory.
 * @throws UserFacingError, ConfigError with all that is wrong
 */
export async function connectChats(
  options: Options,
  stack: AsyncDisposableStack,
): Promise<string | undefined> {
  const { config, dispatch, messages, keys, clock, log, faults, hasPods, signal } = options;
  const shared: ChatDeps = { dispatch, messages, keys, clock, log, commands, teamId: config.teamId };
  let pageUrl: string | undefined;
  const page = begin(options, {
    name: "the web page",
    record: (card) => recordOnShelf(messages, card, clock.now()),
    async open() {
      const web = await openWeb(options, shared);
      pageUrl = web.url;
      options.report(startWords.page(web.url));
      await leaveWord(options, web.url);
      return web;
    },
  });
  stack.adopt(page, closeInTime("page", options));
  const platforms = placesOf(options, shared).map((place) => begin(options, place));
  stack.adopt(allOf(platforms), closeInTime("platforms", options));
  await abortable(Promise.all([page, ...(hasPods ? [] : platforms)].map(({ first }) => first)), signal);
  if (faults.isAny() && !hasPods && !(await options.mayHavePods())) faults.raise();
  faults.tell();
  return pageUrl;
}

function begin({ faults, chats, clock, log, report }: Options, place: Place): Join {
  const { name } = place;
  return beginJoin({
    ...place,
    chats,
    clock,
    log,
    report,
    whenRefused: (error) => faults.note(name, error),
    whenJoined: () => faults.mended(name),
  });
}

function placesOf({ config, reach }: Options, shared: ChatDeps): readonly Place[] {
  const { discord, slack } = config;
  const { messages, clock } = shared;
  const recordFor = (platform: Platform) => async (card: Card) =>
    recordCard(messages, { platform, card, nowMs: clock.now() });
  return [
    ...(discord === undefined
      ? []
      : [
          {
            name: "Discord",
            record: recordFor("discord"),
            open: async () => openDiscord(discord, { ...shared, health: reach.healthOf("discord") }),
          },
        ]),
    ...(slack === undefined
      ? []
      : [
          {
            name: "Slack",
            record: recordFor("slack"),
            open: async () => openSlack(slack, { ...shared, health: reach.healthOf("slack") }),
          },
        ]),
  ];
}

/** At once, since each has a last word to say. */
function allOf(joins: readonly Join[]): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(joins.map(async (join) => join[Symbol.asyncDispose]()));
    },
  };
}

/** The file is for `say` alone, and its disk may be full. */
async function leaveWord({ home, log }: Options, url: string): Promise<void> {
  await writeBotAddress(home.folder, url).catch((error: unknown) => {
    log.warn("the page's address can't be written", describeError(error));
  });
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

async function openDiscord(
  { token, apiUrl, ...where }: DiscordConfig,
  shared: PlatformDeps,
): Promise<Joined> {
  const { createDiscordChat } = await import("../chat/discord/bot.ts");
  return createDiscordChat({
    ...shared,
    ...where,
    token: token.reveal(),
    ...defined({ apiUrl }),
  });
}

async function openSlack(config: SlackConfig, shared: PlatformDeps): Promise<Joined> {
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
