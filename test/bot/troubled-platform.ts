import { RefusedError } from "../../src/chat/board/refused-error.ts";
import type { MessageTransport } from "../../src/chat/board/message-transport.ts";
import type { PlatformHealth } from "../../src/chat/platform-health.ts";
import { UserFacingError } from "../../src/core/common/errors.ts";
import { textOf } from "../support/simulated-team.ts";
import { createSimulatedTransport } from "../support/simulated-transport.ts";

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
  /** How a board speaks to it, and how it does is heard there. */
  heardBy(health: PlatformHealth): MessageTransport;
  /** Texts of its messages as they look now. */
  texts(): readonly string[];
};

export function createTroubledPlatform(platform: ChatPlatform): TroubledPlatform {
  const transport = Object.assign(createSimulatedTransport(), { platform });
  let why: UserFacingError | undefined;
  let isHanging = false;
  transport.before = async () => {
    if (why !== undefined) throw new RefusedError(platform, { kind: "away", code: "503", isCertain: false });
  };

  async function heard<T>(call: Promise<T>, health: PlatformHealth): Promise<T> {
    try {
      const result = await call;
      health.works("cards");
      return result;
    } catch (error) {
      health.failed("cards", why ?? away);
      throw error;
    }
  }

  return {
    trouble: (next) => void (why = next),
    hang: () => void (isHanging = true),
    async answer() {
      if (isHanging) await new Promise(() => {});
      if (why !== undefined) throw why;
    },
    heardBy: (health) => ({
      ...transport,
      explain: () => why ?? away,
      post: async (...given) => heard(transport.post(...given), health),
      edit: async (...given) => heard(transport.edit(...given), health),
    }),
    texts: () => [...transport.posted.values()].map(textOf),
  };
}
