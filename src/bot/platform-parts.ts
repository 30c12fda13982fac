import { troubleMs } from "../core/cards/platform-card.ts";
import type { ChatTrouble } from "../core/ports/reach.ts";
import type { Platform } from "../core/records/text.ts";

export const lookEveryMs = 5000;
/** A connection counts as good once it has held for so long. */
const steadyMs = 30_000;

/** How one part of a platform does, by looks: the time of day may be in doubt, and jump when it is not any more. */
type Part = {
  readonly trouble: ChatTrouble;
  readonly badMs: number;
  /** Since it failed last. */
  readonly goodMs: number;
  /** Worth a word, until it has been good for a while. */
  readonly isLasting: boolean;
};

export type PlatformParts = {
  /** Takes note of one look. */
  look(troubles: readonly ChatTrouble[]): void;
  /** What is worth a word. */
  lasting(platform: Platform): readonly ChatTrouble[];
  /** Whether all of it has worked for a while. */
  isSteady(platform: Platform): boolean;
};

/** Tells a trouble from a hiccup, and an end from a pause. */
export function createPlatformParts(): PlatformParts {
  const parts = new Map<string, Part>();

  function ofPlatform(platform: Platform): readonly Part[] {
    return [...parts.values()].filter(({ trouble }) => trouble.platform === platform);
  }

  return {
    look(troubles) {
      const failing = new Map(troubles.map((trouble) => [keyOf(trouble), trouble]));
      for (const [key, trouble] of failing) parts.set(key, failed(parts.get(key), trouble));
      for (const [key, part] of parts) {
        if (failing.has(key)) continue;
        if (part.goodMs + lookEveryMs >= steadyMs) parts.delete(key);
        else parts.set(key, { ...part, goodMs: part.goodMs + lookEveryMs });
      }
    },
    lasting: (platform) =>
      ofPlatform(platform).flatMap(({ isLasting, trouble }) => (isLasting ? [trouble] : [])),
    isSteady: (platform) => ofPlatform(platform).length === 0,
  };
}

function keyOf({ platform, part }: ChatTrouble): string {
  return `${platform} ${part}`;
}

function failed(before: Part | undefined, trouble: ChatTrouble): Part {
  const isRefused = trouble.isRefused === true;
  if (before === undefined) return { trouble, badMs: 0, goodMs: 0, isLasting: isRefused };
  const badMs = before.badMs + lookEveryMs;
  const sinceMs = Math.min(before.trouble.sinceMs, trouble.sinceMs);
  return {
    trouble: { ...trouble, sinceMs },
    badMs,
    goodMs: 0,
    isLasting: before.isLasting || isRefused || badMs >= troubleMs,
  };
}
