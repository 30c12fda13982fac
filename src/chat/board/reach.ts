import type { Clock } from "../../core/common/clock.ts";
import type { Collection } from "../../core/ports/collection.ts";
import type { ChatPart, ChatTrouble, Reach } from "../../core/ports/reach.ts";
import type { PlacedCard } from "../../core/ports/store.ts";
import type { Platform } from "../../core/records/text.ts";
import type { PlatformHealth } from "../platform-health.ts";

export type ReachDeps = {
  readonly clock: Pick<Clock, "now">;
  readonly messages: Pick<Collection<PlacedCard>, "get">;
  /** Where the team is: a card counts as shown when it is on one of these. */
  readonly platforms: readonly Platform[];
};

/** What the platforms of one process tell of themselves, for all who ask. */
export type PlatformReach = Reach & { healthOf(platform: Platform): PlatformHealth };

export function createReach({ clock, messages, platforms }: ReachDeps): PlatformReach {
  const troubles = new Map<string, ChatTrouble>();

  function healthOf(platform: Platform): PlatformHealth {
    const keyOf = (part: ChatPart): string => `${platform} ${part}`;
    return {
      failed(part, { code, userMessage: sentence }, kind) {
        const before = troubles.get(keyOf(part));
        const isRefused = kind === "refused" || before?.isRefused === true;
        const sinceMs = before?.sinceMs ?? clock.now();
        troubles.set(keyOf(part), { platform, part, sinceMs, code, sentence, isRefused });
      },
      works: (part) => void troubles.delete(keyOf(part)),
    };
  }

  return {
    healthOf,
    troubles: () => [...troubles.values()].toSorted((a, b) => a.sinceMs - b.sinceMs),
    async firstShownAtMs(teamId, cardKey) {
      const placed = await Promise.all(
        platforms.map((platform) => messages.get(teamId, `${platform}/${cardKey}`)),
      );
      const times = placed.flatMap((stored) => (stored === undefined ? [] : shownAtMs(stored.value)));
      return times.length === 0 ? undefined : Math.min(...times);
    },
  };
}

/** A message of a version that did not write down when it was posted has been there for long. */
function shownAtMs({ messageId, postedAtMs }: PlacedCard): number | readonly [] {
  return postedAtMs ?? (messageId === undefined ? [] : 0);
}
