import { createWaitingChat, type WaitingChat } from "../chat/board/waiting-chat.ts";
import type { ChatDeps } from "../chat/chat-deps.ts";
import { describeError, isPassing } from "../core/common/errors.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { Card } from "../core/records/card.ts";
import { startWords } from "../core/words/start.ts";

export type Joined = Chat & AsyncDisposable;

export type Joining = Pick<ChatDeps, "clock" | "log"> & {
  /** What the platform is called. */
  readonly name: string;
  /** The platform is among them from the start: until it is joined its cards are recorded, and shown then. */
  readonly chats: Chat[];
  report(line: string): void;
  /** Writes down that the platform has to show a card. */
  record(card: Card): Promise<unknown>;
  open(): Promise<Joined>;
  /** Hears each time that it can't be joined as it is configured. */
  whenRefused(error: unknown): void;
  whenJoined(): void;
};

export type Join = AsyncDisposable & {
  /** Resolves after the first attempt, with the error of one that was refused: waiting does not help it, somebody has to. */
  readonly first: Promise<{ readonly refusal?: unknown }>;
};

const retryMs = 30_000;
/** Somebody mends a token or a right at the platform, or ends what has the port. */
const refusedRetryMs = 5 * 60_000;

/** Joins a platform, and goes on trying until it is disposed of: pods have to be watched meanwhile. */
export function beginJoin(joining: Joining): Join {
  const end = new AbortController();
  const { promise: first, resolve } = Promise.withResolvers<{ readonly refusal?: unknown }>();
  const trying = keepTrying(joining, { signal: end.signal, afterFirst: resolve });
  return {
    first,
    async [Symbol.asyncDispose]() {
      end.abort();
      await (await trying)?.[Symbol.asyncDispose]();
    },
  };
}

type Course = {
  readonly signal: AbortSignal;
  afterFirst(outcome: { readonly refusal?: unknown }): void;
};

async function keepTrying(joining: Joining, { signal, afterFirst }: Course): Promise<Joined | undefined> {
  const waiting = createWaitingChat((card) => joining.record(card));
  joining.chats.push(waiting);
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      const chat = await join(joining, waiting);
      afterFirst({});
      return chat;
    } catch (error) {
      const isRefused = !isPassing(error);
      joining.log.warn("platform not joined", { name: joining.name, attempt, ...describeError(error) });
      if (isRefused) joining.whenRefused(error);
      else if (attempt === 1) joining.report(startWords.joinsLater(joining.name));
      afterFirst(isRefused ? { refusal: error } : {});
      await pause(joining, isRefused ? refusedRetryMs : retryMs, signal);
    }
  }
  return undefined;
}

async function pause({ clock }: Joining, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

async function join(joining: Joining, waiting: WaitingChat): Promise<Joined> {
  const { name, chats, log } = joining;
  const chat = await joining.open();
  chats.splice(chats.indexOf(waiting), 1, chat);
  joining.report(startWords.connected(name));
  joining.whenJoined();
  for (const card of waiting.shown())
    await chat
      .show(card)
      .catch((error: unknown) =>
        log.warn("a card of before is not shown", { name, ...describeError(error) }),
      );
  return chat;
}
