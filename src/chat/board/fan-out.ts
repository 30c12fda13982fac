import type { Card } from "../../core/records/card.ts";
import { describeError, isPassing, UserFacingError } from "../../core/common/errors.ts";
import type { Chat } from "../../core/ports/chat.ts";
import type { Platform } from "../../core/records/text.ts";
import type { PlacedChat } from "./waiting-chat.ts";
import type { Log } from "../../core/common/log.ts";

/**
 * One chat over all connected platforms: a card is shown when every platform that works has recorded it.
 * What fails on one is logged. `show` fails when that may pass, as with a store that did not answer once, or when none
 * takes the card, so that the caller tries again: a platform that has it already shows nothing new then.
 */
export function createFanOut(chats: readonly Chat[], log: Log): Chat {
  async function show(card: Card): Promise<void> {
    const results = await Promise.allSettled(chats.map(async (chat) => chat.show(card)));
    const reasons = results.flatMap((result): unknown[] =>
      result.status === "rejected" ? [result.reason] : [],
    );
    for (const reason of reasons) log.error("card not recorded", { key: card.key, ...describeError(reason) });
    const passing = reasons.find(isPassing);
    if (passing instanceof Error) throw passing;
    // What is meant for people says more than what a screen failed of.
    if (chats.length > 0 && reasons.length === chats.length)
      throw reasons.find((reason) => reason instanceof UserFacingError) ?? reasons[0];
  }

  return { show };
}

/** The same over all but one platform. */
export function createFanOutBeside(platform: Platform, chats: readonly PlacedChat[], log: Log): Chat {
  return createFanOut(
    chats.filter((chat) => chat.platform !== platform),
    log,
  );
}
