import type { PlatformName } from "./bench.ts";
import type { Ask, Asked } from "./platform-server.ts";

type Limit = { readonly kinds: readonly Ask["kind"][]; readonly count: number; readonly perMs: number };

/**
 * What a platform takes in any stretch of so long.
 * Sources: https://docs.discord.com/developers/topics/rate-limits (50 a second; what its headers give for a channel's messages: 5 in
 * 5 s), https://docs.slack.dev/apis/web-api/rate-limits (posting: one a second and channel; tier 3: 50 a minute).
 */
const limits: Readonly<Record<PlatformName, readonly Limit[]>> = {
  discord: [
    { kinds: ["post"], count: 5, perMs: 5000 },
    { kinds: ["edit"], count: 5, perMs: 5000 },
    { kinds: ["read"], count: 5, perMs: 5000 },
    { kinds: ["remove"], count: 5, perMs: 5000 },
  ],
  slack: [
    { kinds: ["post"], count: 1, perMs: 1000 },
    { kinds: ["edit"], count: 50, perMs: 60_000 },
    { kinds: ["read"], count: 50, perMs: 60_000 },
    { kinds: ["remove"], count: 50, perMs: 60_000 },
  ],
};

const oldMs = 3_600_000;

/** Requests that come over a limit, or before a time that the platform has named, in words; none when all is well. */
export function findExcess(platform: PlatformName, asked: readonly Asked[]): readonly string[] {
  return [...limits[platform].flatMap((limit) => overLimit(limit, asked)), ...tooEarly(asked)];
}

function overLimit({ kinds, count, perMs }: Limit, asked: readonly Asked[]): readonly string[] {
  const times = asked.filter(({ kind }) => kinds.includes(kind)).map(({ atMs }) => atMs);
  return times.flatMap((atMs, index) => {
    const earlier = times[index - count];
    return earlier !== undefined && atMs - earlier < perMs
      ? [`${count + 1} of ${kinds.join(", ")} in ${atMs - earlier} ms`]
      : [];
  });
}

/** A wait that was asked for counts for requests of its own kind, and of old messages for those of old ones. */
function tooEarly(asked: readonly Asked[]): readonly string[] {
  return asked.flatMap(({ kind, atMs, ageMs = 0, retryAfterMs = 0 }, index) => {
    const isOld = ageMs > oldMs;
    const next = asked
      .slice(index + 1)
      .find((other) => other.kind === kind && (!isOld || (other.ageMs ?? 0) > oldMs));
    const afterMs = next === undefined ? Number.POSITIVE_INFINITY : next.atMs - atMs;
    return afterMs < retryAfterMs ? [`${kind} after ${afterMs} ms instead of ${retryAfterMs}`] : [];
  });
}
