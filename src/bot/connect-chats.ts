import { createFanOutBeside } from "../chat/board/fan-out.ts";
import { recordCard } from "../chat/board/record-card.ts";
import { recordOnShelf } from "../chat/web/card-shelf.ts";
import type { PlatformReach } from "../chat/board/reach.ts";
import type { PlacedChat } from "../chat/board/waiting-chat.ts";
import { createWebChat } from "../chat/web/server.ts";
import { closeInTime } from "./close-parts.ts";
import { commands } from "../commands/index.ts";
import type { Config } from "../config/read-config.ts";
import { settingCard } from "../core/cards/setting-card.ts";
import { abortable } from "../core/common/abortable.ts";
import { describeError, UserFacingError } from "../core/common/errors.ts";
import type { Card } from "../core/records/card.ts";
import type { Platform } from "../core/records/text.ts";
import { startWords } from "../core/words/start.ts";
import { beginPlatform, type Place } from "./begin-platform.ts";
import type { Join } from "./join-platform.ts";
import { discordOpener, type OpenPlatform, slackOpener } from "./open-platforms.ts";
import type { StartFaults } from "./start-faults.ts";
import { writeBotAddress } from "../say/bot-files.ts";
import type { Home } from "../setup/home.ts";
import type { ChatDeps } from "../chat/chat-deps.ts";

type Options = Omit<ChatDeps, "commands" | "teamId"> & {
  readonly config: Config;
  readonly home: Home;
  readonly reach: PlatformReach;
  /** Each platform is among them from here on, whether it is joined yet or not. */
  readonly chats: PlacedChat[];
  /** Names this life of the bot. */
  readonly bootId: string;
  readonly faults: StartFaults;
  readonly signal: AbortSignal;
  /** Whether a pod may be billed by what the records say: then nothing waits for a platform. */
  readonly hasPods: boolean;
  /** Asked, where the records have none, before a start fails: whether one may be billed all the same. */
  mayHavePods(): Promise<boolean>;
  report(line: string): void;
};

/**
 * Opens the web page, always, and each platform that is configured; returns the page's address where it could be opened. What is
 * out of reach is joined later, and so is what is refused while a pod may be billed or another platform works. A platform's
 * library is loaded only where it is configured: a bot at rest holds all that it has loaded in memory.
 * @throws UserFacingError, ConfigError with all that is wrong
 */
export async function connectChats(
  options: Options,
  stack: AsyncDisposableStack,
): Promise<string | undefined> {
  const { config, dispatch, messages, keys, clock, log, faults, hasPods, signal } = options;
  const shared: ChatDeps = { dispatch, messages, keys, clock, log, commands, teamId: config.teamId };
  let pageUrl: string | undefined;
  const page = beginPlatform(options, {
    platform: "web",
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
  const platforms = placesOf(options, shared).map((place) => beginPlatform(options, place));
  stack.adopt(allOf(platforms), closeInTime("platforms", options));
  const firstTries = async (): Promise<boolean> => {
    await page.first;
    return !hasPods && hasJoined(platforms, faults.isAny());
  };
  const isAnyJoined = await abortable(firstTries(), signal);
  if (faults.endStart(isAnyJoined) && !hasPods && !(await options.mayHavePods())) faults.raise();
  faults.tell();
  return pageUrl;
}

/** Whether one works, as soon as that is so; `waitsForAll` where each has to be heard before. */
function hasJoined(joins: readonly Join[], waitsForAll: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const tries = joins.map(async ({ first }) => {
      const isJoined = await first;
      if (isJoined && !waitsForAll) resolve(true);
      return isJoined;
    });
    void Promise.all(tries).then((outcomes) => resolve(outcomes.includes(true)));
  });
}

function placesOf(options: Options, shared: ChatDeps): readonly Place[] {
  const { config, reach } = options;
  const { discord, slack } = config;
  const report = (sentence: string): void => void tellSetting(options, sentence);
  const { messages, clock } = shared;
  const placeOf = (platform: Platform, open: OpenPlatform): Place => {
    const health = reach.healthOf(platform);
    const record = async (card: Card) => recordCard(messages, { platform, card, nowMs: clock.now() });
    return { platform, record, open, health };
  };
  return [
    ...(discord === undefined ? [] : [placeOf("discord", discordOpener(discord, { ...shared, report }))]),
    ...(slack === undefined ? [] : [placeOf("slack", slackOpener(slack, shared))]),
  ];
}

/** The channel itself is told by its platform. */
async function tellSetting({ chats, config, bootId, log, report }: Options, sentence: string): Promise<void> {
  report(sentence);
  await createFanOutBeside("discord", chats, log)
    .show(settingCard({ teamId: config.teamId, bootId, sentence }))
    .catch((error: unknown) => log.warn("what has to be set is not shown", describeError(error)));
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

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
