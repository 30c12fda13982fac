import { askedWaitMs } from "../chat/board/pace/asked-wait.ts";
import { createPause } from "../chat/board/pause.ts";
import { createWaitingChat, type PlacedChat, type WaitingChat } from "../chat/board/waiting-chat.ts";
import type { ChatDeps } from "../chat/chat-deps.ts";
import { endsWithin } from "../core/common/ends-within.ts";
import { describeError, isPassing, type UserFacingError } from "../core/common/errors.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { Card } from "../core/records/card.ts";
import type { Platform } from "../core/records/text.ts";
import { platformNames } from "../core/words/platforms.ts";
import { startWords } from "../core/words/start.ts";

export type Joined = Chat &
  AsyncDisposable & {
    /** Resolves, with why, when its session is over for good: it has to be opened again then. */
    readonly ended?: Promise<UserFacingError>;
  };

export type Joining = Pick<ChatDeps, "clock" | "log"> & {
  readonly platform: Platform;
  /** The platform is among them from the start: until it is joined its cards are recorded, and shown then. */
  readonly chats: PlacedChat[];
  report(line: string): void;
  /** Writes down that the platform has to show a card. */
  record(card: Card): Promise<unknown>;
  open(): Promise<Joined>;
  /** Hears why, each time that it could not be joined, and when a session is over for good. */
  whenNotJoined(error: unknown): void;
  whenJoined(): void;
};

export type Join = AsyncDisposable & {
  /** Resolves after the first attempt, with whether it has joined. */
  readonly first: Promise<boolean>;
};

const retryMs = 30_000;
/** Somebody mends a token or a right at the platform, or ends what has the port. */
const refusedRetryMs = 5 * 60_000;
/** A session that is over sooner is no better than one that is refused: Discord takes a thousand of them a day. */
const goodSessionMs = 5 * 60_000;
/** What it was about to show is recorded, and shown by the next session. */
const closeMs = 10_000;

/** Joins a platform, goes on trying, and joins it again when a session is over, until it is disposed of: pods have to be watched meanwhile. */
export function beginJoin(joining: Joining): Join {
  const end = new AbortController();
  const { promise: first, resolve } = Promise.withResolvers<boolean>();
  const kept = keepJoined(joining, { signal: end.signal, afterFirst: resolve });
  return {
    first,
    async [Symbol.asyncDispose]() {
      end.abort();
      await kept;
    },
  };
}

type Course = {
  readonly signal: AbortSignal;
  afterFirst(isJoined: boolean): void;
};

async function keepJoined(joining: Joining, course: Course): Promise<void> {
  const { platform, chats, log, report } = joining;
  const onFailure = (error: unknown): void =>
    log.warn("a card of before is not shown", { platform, ...describeError(error) });
  const place = createWaitingChat({ platform, record: (card) => joining.record(card), onFailure });
  chats.push(place);
  const pause = createPause(joining.clock, course.signal);
  for (let attempt = 1; !course.signal.aborted; attempt += 1) {
    try {
      await pause.wait(await useSession(joining, place, course));
    } catch (error) {
      const isLater = isPassing(error);
      const waitMs = Math.max(isLater ? retryMs : refusedRetryMs, askedWaitMs(error));
      log.warn("platform not joined", { platform, attempt, waitMs, ...describeError(error) });
      if (isLater && attempt === 1) report(startWords.joinsLater(platformNames[platform]));
      joining.whenNotJoined(error);
      course.afterFirst(false);
      await pause.wait(waitMs);
    }
  }
}

/** From the opening of a session to its end; returns how long to leave the platform alone then. @throws what the opening throws */
async function useSession(
  joining: Joining,
  place: WaitingChat,
  { signal, afterFirst }: Course,
): Promise<number> {
  const { platform, clock, log, report } = joining;
  const session = await joining.open();
  const fromMs = clock.now();
  report(startWords.connected(platformNames[platform]));
  joining.whenJoined();
  void place.join(session);
  afterFirst(true);
  const why = await leaveAtEnd(session, place, { joining, signal });
  if (why === undefined) return 0;
  log.warn("a platform's session is over for good", { platform, code: why.code });
  joining.whenNotJoined(why);
  return clock.now() - fromMs >= goodSessionMs ? retryMs : refusedRetryMs;
}

type Leaving = { readonly joining: Joining; readonly signal: AbortSignal };

/** Why the session is over; undefined when the signal aborts. */
async function leaveAtEnd(
  session: Joined,
  place: WaitingChat,
  { joining, signal }: Leaving,
): Promise<UserFacingError | undefined> {
  try {
    return await endOf(session, signal);
  } finally {
    place.leave();
    await close(session, joining);
  }
}

/** Undefined when the signal aborts. */
async function endOf({ ended }: Joined, signal: AbortSignal): Promise<UserFacingError | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => resolve(undefined);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  return Promise.race([promise, ...(ended === undefined ? [] : [ended])]);
}

/** Nothing may come of an old session beside a new one, but one that does not end must not keep it away. */
async function close(session: Joined, { platform, clock, log }: Joining): Promise<void> {
  try {
    const isClosed = await endsWithin(closeMs, Promise.resolve(session[Symbol.asyncDispose]()), clock);
    if (!isClosed) log.warn("a platform's session did not end in time", { platform });
  } catch (error) {
    log.warn("a platform's session did not end well", { platform, ...describeError(error) });
  }
}
