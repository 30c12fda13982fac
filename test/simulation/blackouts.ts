import { minuteMs } from "./units.ts";

/** Times in which the bot can't know what its pods do, and what makes it forget or mistake that. */
export type Blackouts = {
  run(isBlind: boolean): void;
  wiped(): void;
  /** How much it was blind around this time, with what came right before and after. */
  around(fromMs: number, toMs: number): number;
  isBlind(): boolean;
  wasWiped(): boolean;
};

/** What comes within so long of another belongs to it. */
const nearMs = 2 * minuteMs;

export function createBlackouts(now: () => number): Blackouts {
  const spans: { readonly fromMs: number; toMs: number }[] = [];
  let wasWiped = false;
  const isBlind = (): boolean => spans.at(-1)?.toMs === Number.POSITIVE_INFINITY;

  return {
    run(isBlindNow) {
      const last = spans.at(-1);
      if (isBlindNow && !isBlind()) spans.push({ fromMs: now(), toMs: Number.POSITIVE_INFINITY });
      if (!isBlindNow && isBlind() && last !== undefined) last.toMs = now();
    },
    wiped() {
      wasWiped = true;
    },
    around(fromMs, toMs) {
      const isLate = spans.filter((span) => span.fromMs > fromMs);
      const endMs = isLate.reduce(
        (end, span) => (span.fromMs <= end + nearMs ? Math.max(end, span.toMs) : end),
        toMs,
      );
      const isEarly = spans.filter((span) => span.toMs < toMs).toReversed();
      const beganMs = isEarly.reduce(
        (began, span) => (span.toMs >= began - nearMs ? Math.min(began, span.fromMs) : began),
        fromMs,
      );
      return spans
        .filter((span) => span.toMs >= beganMs && span.fromMs <= endMs)
        .reduce((sum, span) => sum + Math.min(span.toMs, now()) - span.fromMs, 0);
    },
    isBlind,
    wasWiped: () => wasWiped,
  };
}
