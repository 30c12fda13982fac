import type { Card } from "../records/card.ts";
import type { ChatPart, ChatTrouble } from "../ports/reach.ts";
import type { TeamId } from "../records/ids.ts";
import type { Line, Platform } from "../records/text.ts";
import { platformWords, type PlatformTrouble } from "../words/platforms.ts";

/** Names one time that a platform does not work: one message, which is edited until that is over. */
export type PlatformStretch = {
  readonly teamId: TeamId;
  readonly platform: Platform;
  /** When it began, in milliseconds since 1970. */
  readonly fromMs: number;
};

function keyOf({ platform, fromMs }: PlatformStretch): string {
  return `platform:${platform}:${fromMs}`;
}

/** Which time a card's key is of; undefined for any other card. */
export function stretchOf({ teamId, key }: Pick<Card, "teamId" | "key">): PlatformStretch | undefined {
  const [, platform, fromMs] = /^platform:(discord|slack|web):(\d+)$/u.exec(key) ?? [];
  if (platform !== "discord" && platform !== "slack" && platform !== "web") return undefined;
  return { teamId, platform, fromMs: Number(fromMs) };
}

/** That a platform does not do what it is there for, why, and what to do: for all others. */
export function platformCard(stretch: PlatformStretch, trouble: PlatformTrouble): Card {
  return {
    key: keyOf(stretch),
    teamId: stretch.teamId,
    tone: "warning",
    outcome: "open",
    title: platformWords.title(trouble),
    lines: platformWords.lines(trouble),
  };
}

/** That it works again. */
export function platformOverCard(
  stretch: PlatformStretch,
  { parts, lastedMs }: { readonly parts: readonly ChatPart[]; readonly lastedMs: number },
): Card {
  return {
    key: keyOf(stretch),
    teamId: stretch.teamId,
    tone: "quiet",
    outcome: "succeeded",
    title: platformWords.overTitle({ platform: stretch.platform, parts }),
    lines: [[platformWords.over(parts, lastedMs)]],
  };
}

/** That it is not among the configured ones any more. */
export function platformLeftCard(stretch: PlatformStretch): Card {
  return {
    key: keyOf(stretch),
    teamId: stretch.teamId,
    tone: "quiet",
    outcome: "succeeded",
    title: platformWords.leftTitle(stretch.platform),
    lines: [[platformWords.left(stretch.platform)]],
  };
}

/** What is said of the troubles of one platform as of one. */
export function joinTroubles(troubles: readonly ChatTrouble[]): Omit<PlatformTrouble, "others" | "platform"> {
  return {
    parts: troubles.map(({ part }) => part),
    sinceMs: Math.min(...troubles.map(({ sinceMs }) => sinceMs)),
    sentences: [...new Set(troubles.map(({ sentence }) => sentence))],
  };
}

/** Less is not worth a word. */
export const troubleMs = 2 * 60_000;

/** A line for each platform that has not worked for two minutes, or refuses the bot. */
export function troubleLines(troubles: readonly ChatTrouble[], nowMs: number): readonly Line[] {
  // By a clock that was set back meanwhile a trouble begins later than now.
  const isLasting = ({ sinceMs, isRefused }: ChatTrouble): boolean =>
    isRefused === true || sinceMs > nowMs || nowMs - sinceMs >= troubleMs;
  const lasting = troubles.filter(isLasting);
  const byPlatform = Map.groupBy(lasting, ({ platform }) => platform);
  return [...byPlatform].map(([platform, all]) => platformWords.status({ platform, ...joinTroubles(all) }));
}
