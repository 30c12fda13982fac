import { problem, type Answer } from "./answer.ts";

/** So many requests in so many seconds. */
export type RateWindow = { readonly name: string; readonly quota: number; readonly seconds: number };

/** Counts the requests of the account. */
export type RateWindows = {
  /** Counts one request: what its answer says of the quota, and the refusal where that is used up. */
  take(): { readonly headers: Readonly<Record<string, string>>; readonly refusal?: Answer };
};

/** As in the contract file's example. */
export const CONTRACT_WINDOWS: readonly RateWindow[] = windowsOf(60, 3_000, 50_000);
/** More than any test asks: the headers count, and nothing is refused. */
export const ROOMY_WINDOWS: readonly RateWindow[] = windowsOf(60_000, 3_600_000, 86_400_000);

function windowsOf(perMinute: number, perHour: number, perDay: number): readonly RateWindow[] {
  return [
    { name: "minute", quota: perMinute, seconds: 60 },
    { name: "hour", quota: perHour, seconds: 3_600 },
    { name: "day", quota: perDay, seconds: 86_400 },
  ];
}

type Count = { readonly window: RateWindow; used: number; endsAtMs: number };

/** A window begins with the first request after the one before; how the live service cuts its own is not known. */
export function createRateWindows(windows: readonly RateWindow[], now: () => number): RateWindows {
  const counts = windows.map((window): Count => ({ window, used: 0, endsAtMs: 0 }));
  return {
    take() {
      const nowMs = now();
      for (const count of counts) renew(count, nowMs);
      const full = counts.find(({ window, used }) => used >= window.quota);
      if (full === undefined) for (const count of counts) count.used += 1;
      const headers = toHeaders(counts, nowMs);
      return full === undefined ? { headers } : { headers, refusal: refusalOf(full, headers, nowMs) };
    },
  };
}

function renew(count: Count, nowMs: number): void {
  if (nowMs < count.endsAtMs) return;
  count.used = 0;
  count.endsAtMs = nowMs + count.window.seconds * 1000;
}

function toHeaders(counts: readonly Count[], nowMs: number): Record<string, string> {
  return {
    ratelimit: counts
      .map(({ window, used, endsAtMs }) => {
        return `"${window.name}";r=${window.quota - used};t=${secondsTo(endsAtMs, nowMs)}`;
      })
      .join(", "),
    "ratelimit-policy": counts
      .map(({ window: { name, quota, seconds } }) => `"${name}";q=${quota};w=${seconds}`)
      .join(", "),
  };
}

function refusalOf(full: Count, headers: Readonly<Record<string, string>>, nowMs: number): Answer {
  const retryAfter = String(secondsTo(full.endsAtMs, nowMs));
  const answer = problem(429, `rate limit exceeded for the ${full.window.name} window`);
  return { ...answer, headers: { ...headers, "retry-after": retryAfter } };
}

function secondsTo(atMs: number, nowMs: number): number {
  return Math.ceil((atMs - nowMs) / 1000);
}
