const shortestMs = 60_000;
const longestMs = 3_600_000;
/** Of the time for which it has been refused: what comes late comes at most so much later. */
const share = 0.1;

/** What a platform refuses in any way, and when to try it again: each minute at first, and later less often. */
export type RefusedContent = {
  note(content: string): void;
  /** Until the next try, in milliseconds; 0 for other content. */
  waitMs(content: string): number;
};

/** @param now milliseconds that never run back */
export function createRefusedContent(now: () => number): RefusedContent {
  let latest: { readonly content: string; readonly sinceMs: number; readonly untilMs: number } | undefined;
  return {
    note(content) {
      const nowMs = now();
      const sinceMs = latest?.content === content ? latest.sinceMs : nowMs;
      const pauseMs = Math.min(Math.max(Math.ceil((nowMs - sinceMs) * share), shortestMs), longestMs);
      latest = { content, sinceMs, untilMs: nowMs + pauseMs };
    },
    waitMs: (content) => (latest?.content === content ? Math.max(0, latest.untilMs - now()) : 0),
  };
}
