import type { MessageTransport, Showing } from "../../src/chat/board/message-transport.ts";
import { RefusedError } from "../../src/chat/board/refused-error.ts";
import { UserFacingError } from "../../src/core/common/errors.ts";
import type { Card } from "../../src/core/records/card.ts";
import { textOf } from "../support/simulated-team.ts";

export type ChatPlatform = "discord" | "slack";

/** Passes by itself. */
export const away = new UserFacingError("discord-unreachable", "It is out of reach: wait.", {
  retryable: true,
});
/** Somebody has to do something. */
export const wrongToken = new UserFacingError("discord-token", "The token is wrong: correct it.");

/** A platform in memory that can refuse everything. */
export type TroubledPlatform = {
  /** From now on it answers nothing else, to whoever joins or shows; undefined: it works again. */
  trouble(why: UserFacingError | undefined): void;
  /** From now on nobody who joins it gets an answer. */
  hang(): void;
  /** As the first call of whoever joins it. @throws why it can't be joined */
  answer(): Promise<void>;
  /** How a board speaks to it. */
  readonly transport: MessageTransport;
  /** Texts of its messages as they look now. */
  texts(): readonly string[];
};

export function createTroubledPlatform(platform: ChatPlatform): TroubledPlatform {
  const posted = new Map<string, Card>();
  let why: UserFacingError | undefined;
  let isHanging = false;

  /** A message has the id of its nonce. */
  async function put(messageId: string, { card }: Showing): Promise<string> {
    if (why !== undefined) throw new RefusedError(platform, { kind: "away", code: "503", isCertain: true });
    posted.set(messageId, card);
    return messageId;
  }

  return {
    trouble: (next) => void (why = next),
    hang: () => void (isHanging = true),
    async answer() {
      if (isHanging) await new Promise(() => {});
      if (why !== undefined) throw why;
    },
    transport: {
      platform,
      rates: { posts: rate, edits: rate, oldEdits: rate },
      oldFromMs: Number.POSITIVE_INFINITY,
      post: async (showing, nonce) => put(nonce, showing),
      async edit(messageId, showing) {
        await put(messageId, showing);
        return "edited";
      },
      remove: async (messageId) => void posted.delete(messageId),
      find: async (nonce) => (posted.has(nonce) ? [nonce] : []),
      postedAtMs: () => 0,
      explain: () => why ?? away,
    },
    texts: () => [...posted.values()].map(textOf),
  };
}

const rate = { count: 5, perMs: 5000 };
