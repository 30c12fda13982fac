import { describeError, isPassing } from "../core/common/errors.ts";
import type { Chat } from "../core/ports/chat.ts";
import { startWords } from "../core/words/start.ts";
import type { ChatDeps } from "../chat/chat-deps.ts";

export type Joining = Pick<ChatDeps, "clock" | "log"> & {
  /** What the platform is called. */
  readonly name: string;
  /** A joined platform is added here. */
  readonly chats: Chat[];
  report(line: string): void;
  open(): Promise<Chat & AsyncDisposable>;
};

const retryMs = 30_000;

/**
 * Joins a platform, or goes on trying in the background while it is out of reach: pods have to be watched meanwhile.
 * @throws UserFacingError when it can't be joined as it is configured
 */
export async function joinPlatform(joining: Joining): Promise<AsyncDisposable> {
  const { name, report } = joining;
  try {
    return await join(joining);
  } catch (error) {
    if (!isPassing(error)) throw error;
    report(startWords.joinsLater(name));
    return joinLater(joining);
  }
}

async function join({ name, chats, open, report }: Joining): Promise<AsyncDisposable> {
  const chat = await open();
  chats.push(chat);
  report(startWords.connected(name));
  return chat;
}

function joinLater(joining: Joining): AsyncDisposable {
  const end = new AbortController();
  const trying = keepTrying(joining, end.signal);
  return {
    async [Symbol.asyncDispose]() {
      end.abort();
      await (await trying)?.[Symbol.asyncDispose]();
    },
  };
}

async function keepTrying(joining: Joining, signal: AbortSignal): Promise<AsyncDisposable | undefined> {
  const { name, clock, log } = joining;
  for (;;) {
    try {
      await clock.sleep(retryMs, signal);
      return await join(joining);
    } catch (error) {
      if (signal.aborted) return undefined;
      log.warn("platform not joined", { name, ...describeError(error) });
    }
  }
}
