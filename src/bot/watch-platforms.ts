import { isDeepStrictEqual } from "node:util";
import {
  joinTroubles,
  platformCard,
  platformLeftCard,
  platformOverCard,
  type PlatformStretch,
  stretchOf,
} from "../core/cards/platform-card.ts";
import type { Clock } from "../core/common/clock.ts";
import { describeError } from "../core/common/errors.ts";
import { keepDoing } from "../core/common/keep-doing.ts";
import type { Log } from "../core/common/log.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { ChatPart, ChatTrouble, Reach } from "../core/ports/reach.ts";
import type { TeamId } from "../core/records/ids.ts";
import type { Platform } from "../core/records/text.ts";
import { platformWords, type PlatformTrouble } from "../core/words/platforms.ts";
import { findOpenCards, type OpenCardsDeps } from "./open-cards.ts";
import { createPlatformParts, lookEveryMs } from "./platform-parts.ts";
import type { StartFaults } from "./start-faults.ts";

export type WatchPlatformsOptions = OpenCardsDeps & {
  readonly teamId: TeamId;
  readonly reach: Pick<Reach, "troubles">;
  /** Those that are configured, without the page. */
  readonly platforms: readonly Platform[];
  readonly chat: Pick<Chat, "show">;
  /** All but one platform. */
  chatBeside(platform: Platform): Pick<Chat, "show">;
  /** Whether the settings are wrong. */
  readonly faults: Pick<StartFaults, "isFaulty">;
  readonly clock: Clock;
  readonly log: Log;
  report(line: string): void;
};

/** One that is over is gone on with when the platform fails again so soon: who comes and goes is one message. */
const sameStretchMs = 15 * 60_000;
/** A cause that changes is no reason for an edit at each look. */
const newCauseMs = 60_000;

type Told = {
  readonly stretch: PlatformStretch;
  readonly sinceMs: number;
  /** All that did not work in it; both where an earlier life has begun it, which may have been one of them. */
  readonly parts: readonly ChatPart[];
  /** As it was shown last; undefined where an earlier life has done so. */
  readonly trouble?: PlatformTrouble;
  /** In milliseconds of looks. */
  readonly shownForMs: number;
  readonly isOver: boolean;
};

/**
 * Tells the team, everywhere else, that a platform has not worked for two minutes, or refuses the bot, why and what to do, and when
 * it works again, each time in one message, which the next life of the bot goes on with.
 */
export function watchPlatforms(options: WatchPlatformsOptions): AsyncDisposable {
  const { reach, clock, log } = options;
  const parts = createPlatformParts();
  let told: Map<Platform, Told> | undefined;

  async function work(): Promise<void> {
    parts.look(reach.troubles());
    told ??= await takeUp(options);
    for (const platform of options.platforms) {
      const next = await tell(told.get(platform), platform);
      if (next === undefined) told.delete(platform);
      else told.set(platform, next);
    }
  }

  async function tell(before: Told | undefined, platform: Platform): Promise<Told | undefined> {
    const troubles = parts.lasting(platform);
    const others = options.platforms.filter((other) => other !== platform && isWhole(other));
    if (troubles.length > 0) return showTrouble(before, troubles, { ...options, platform, others });
    if (before === undefined) return undefined;
    const shownForMs = before.shownForMs + lookEveryMs;
    if (before.isOver) return shownForMs >= sameStretchMs ? undefined : { ...before, shownForMs };
    return parts.isSteady(platform) ? showOver(before, options) : { ...before, shownForMs };
  }

  function isWhole(platform: Platform): boolean {
    return parts.lasting(platform).length === 0;
  }

  const onFailure = (error: unknown): void =>
    log.warn("the platforms can't be seen to", describeError(error));
  return keepDoing({ clock, everyMs: lookEveryMs, work, onFailure });
}

/** What an earlier life has told and not ended. */
async function takeUp(options: WatchPlatformsOptions): Promise<Map<Platform, Told>> {
  const told = new Map<Platform, Told>();
  for (const card of await findOpenCards(options)) {
    const stretch = stretchOf(card);
    if (stretch === undefined) continue;
    if (options.platforms.includes(stretch.platform))
      told.set(stretch.platform, {
        stretch,
        sinceMs: stretch.fromMs,
        parts: ["cards", "commands"],
        shownForMs: newCauseMs,
        isOver: false,
      });
    // With wrong settings it may be missing for a mistyped one, and the next life goes on with its message.
    else if (!options.faults.isFaulty("settings")) await options.chat.show(platformLeftCard(stretch));
  }
  return told;
}

type Where = WatchPlatformsOptions & Pick<PlatformTrouble, "platform" | "others">;

async function showTrouble(
  before: Told | undefined,
  troubles: readonly ChatTrouble[],
  where: Where,
): Promise<Told> {
  const { teamId, platform, log, report } = where;
  const joined = joinTroubles(troubles);
  const isOpen = before !== undefined && !before.isOver;
  const sinceMs = isOpen ? Math.min(before.sinceMs, joined.sinceMs) : joined.sinceMs;
  const trouble: PlatformTrouble = { ...joined, sinceMs, platform, others: [...where.others, "web"] };
  const shownForMs = (before?.shownForMs ?? 0) + lookEveryMs;
  const isKnown = isOpen && (isDeepStrictEqual(before.trouble, trouble) || shownForMs < newCauseMs);
  if (isKnown) return { ...before, shownForMs };
  const stretch = before?.stretch ?? { teamId, platform, fromMs: sinceMs };
  // It can't take this one, but where its commands alone are lost.
  const chat = joined.parts.includes("cards") ? where.chatBeside(platform) : where.chat;
  await chat.show(platformCard(stretch, trouble));
  if (!isOpen || before.trouble === undefined) {
    log.warn("a platform does not work", { platform, parts: joined.parts.join(" ") });
    report(platformWords.report(trouble));
  }
  const parts = isOpen ? [...new Set([...before.parts, ...joined.parts])] : joined.parts;
  return { stretch, sinceMs, parts, trouble, shownForMs: 0, isOver: false };
}

/** Everywhere: there too, where what was missed comes late now. */
async function showOver(before: Told, { chat, clock, log }: WatchPlatformsOptions): Promise<Told> {
  const { stretch, parts, sinceMs } = before;
  const lastedMs = Math.max(0, clock.now() - sinceMs);
  await chat.show(platformOverCard(stretch, { parts, lastedMs }));
  log.info("a platform works again", { platform: stretch.platform });
  return { ...before, shownForMs: 0, isOver: true };
}
