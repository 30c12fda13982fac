import { onTestFinished } from "vitest";
import { beginPlatform } from "../../src/bot/begin-platform.ts";
import type { Joined } from "../../src/bot/join-platform.ts";
import { createStartFaults, type StartFaults } from "../../src/bot/start-faults.ts";
import { watchPlatforms } from "../../src/bot/watch-platforms.ts";
import { createFanOut, createFanOutBeside } from "../../src/chat/board/fan-out.ts";
import { createMessageBoard } from "../../src/chat/board/message-board.ts";
import { createReach, type PlatformReach } from "../../src/chat/board/reach.ts";
import { recordCard } from "../../src/chat/board/record-card.ts";
import type { PlacedChat } from "../../src/chat/board/waiting-chat.ts";
import type { PlatformHealth } from "../../src/chat/platform-health.ts";
import { recordOnShelf } from "../../src/chat/web/card-shelf.ts";
import { ConfigError } from "../../src/config/read-config.ts";
import type { UserFacingError } from "../../src/core/common/errors.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import type { Store } from "../../src/core/ports/store.ts";
import type { Card } from "../../src/core/records/card.ts";
import { createSimulatedClock, type SimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import { createTestLog } from "../support/log.ts";
import { textOf } from "../support/simulated-team.ts";
import { type ChatPlatform, createTroubledPlatform, type TroubledPlatform } from "./troubled-platform.ts";

export const minute = 60_000;
export const hour = 60 * minute;

/** One life of what a bot has of chats: the page and its platforms, on boards of their own. */
export type PlatformsLife = AsyncDisposable & {
  readonly chat: Chat;
  readonly reach: PlatformReach;
  readonly faults: StartFaults;
  readonly reported: readonly string[];
  /** The platform's session is over for good. */
  endSession(platform: ChatPlatform, why: UserFacingError): void;
};

type Life = {
  readonly platforms: readonly ChatPlatform[];
  readonly bootId: string;
  /** Something of its settings can't be read. */
  readonly hasWrongSettings?: boolean;
  /** What an adapter says of itself before it has joined. */
  openedWith?(health: PlatformHealth): void;
};

export type PlatformsBench = {
  readonly clock: SimulatedClock;
  readonly discord: TroubledPlatform;
  readonly slack: TroubledPlatform;
  start(life?: Partial<Life>): PlatformsLife;
  /** Texts of the page's cards whose key begins so, as they look now. */
  onPage(key: string): Promise<readonly string[]>;
};

const teamId = "main";

type Outside = Pick<PlatformsBench, "clock" | "discord" | "slack"> & Pick<Store, "messages">;

export function createPlatformsBench(): PlatformsBench {
  const clock = createSimulatedClock();
  const { messages } = createSimulatedStore();
  const outside: Outside = {
    clock,
    messages,
    discord: createTroubledPlatform("discord"),
    slack: createTroubledPlatform("slack"),
  };
  return {
    ...outside,
    start: (life) => startLife(outside, { platforms: ["discord", "slack"], bootId: "boot", ...life }),
    async onPage(key) {
      const placed = await messages.list(teamId);
      return placed.filter(({ id }) => id.startsWith(`web/${key}`)).map(({ value }) => textOf(value.card));
    },
  };
}

/** As `startApp` puts them together. */
function startLife(outside: Outside, life: Life): PlatformsLife {
  const { platforms, bootId, hasWrongSettings, openedWith } = life;
  const { clock, messages } = outside;
  const log = createTestLog();
  const reported: string[] = [];
  const chats: PlacedChat[] = [];
  const chat = createFanOut(chats, log);
  const reach = createReach({ clock, messages, platforms });
  const report = (line: string): void => void reported.push(line);
  const told = { clock, log, report, teamId, messages, chat, bootId };
  const faults = createStartFaults(told);
  const shared = { ...told, chats, faults };
  const ends = new Map<ChatPlatform, (why: UserFacingError) => void>();
  const page = beginPlatform(shared, pageOf(outside));
  const joins = platforms.map((platform) => {
    const health = reach.healthOf(platform);
    const record = async (card: Card) => recordCard(messages, { platform, card, nowMs: clock.now() });
    async function open(heard: PlatformHealth): Promise<Joined> {
      const { promise: ended, resolve } = Promise.withResolvers<UserFacingError>();
      ends.set(platform, resolve);
      openedWith?.(heard);
      return { ...(await openBoard(outside, outside[platform], heard)), ended };
    }
    return beginPlatform(shared, { platform, record, open, health });
  });
  if (hasWrongSettings === true) faults.note("settings", new ConfigError(["A setting is wrong."]));
  faults.tell();
  const watching = { ...shared, reach, platforms };
  const watch = watchPlatforms({ ...watching, chatBeside: (each) => createFanOutBeside(each, chats, log) });
  const end = endOnce(clock, [watch, page, ...joins]);
  onTestFinished(end);
  const endSession = (platform: ChatPlatform, why: UserFacingError): void => ends.get(platform)?.(why);
  return { chat, reach, faults, reported, endSession, [Symbol.asyncDispose]: end };
}

function pageOf({ messages, clock }: Outside): Parameters<typeof beginPlatform>[1] {
  const record = async (card: Card) => recordOnShelf(messages, card, clock.now());
  const show = async (card: Card): Promise<void> => void (await record(card));
  return {
    platform: "web",
    record,
    open: async () => ({ show, [Symbol.asyncDispose]: async () => undefined }),
  };
}

async function openBoard(
  { messages, clock }: Outside,
  platform: TroubledPlatform,
  health: PlatformHealth,
): Promise<Joined> {
  await platform.answer();
  const { transport } = platform;
  const deps = { transport, messages, clock, log: createTestLog(), minEditGapMs: 4000, health };
  const board = createMessageBoard(deps);
  await board.resume();
  return board;
}

function endOnce(clock: SimulatedClock, parts: readonly AsyncDisposable[]): () => Promise<void> {
  let isEnded = false;
  return async () => {
    if (isEnded) return;
    isEnded = true;
    const closed = Promise.all(parts.map(async (part) => part[Symbol.asyncDispose]()));
    await clock.advance(minute);
    // One that hangs does so for ever.
    await Promise.race([closed, clock.settle()]);
  };
}

/** One of many cards that are done. */
export function sample(number: number): Card {
  return {
    key: `sample:${number}`,
    teamId: "main",
    tone: "good",
    outcome: "succeeded",
    title: `card ${number}`,
    lines: [],
  };
}
