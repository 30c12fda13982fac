import type { Clock } from "../../core/common/clock.ts";

/** One request of Slack's clients; ends by the signal, and after `attemptMs`. */
export type FetchOptions = {
  readonly clock: Clock;
  readonly attemptMs: number;
  readonly signal: AbortSignal;
};

/** A header may say anything; nobody is left alone for longer. */
const longestWaitS = 24 * 3600;

/**
 * A `fetch` for Slack's clients that brings each rate limit into the form they know: `retry-after` in whole seconds. One without a
 * usable header they take for a fault of the network; it gets 0 seconds.
 */
export function createSlackFetch({ clock, attemptMs, signal }: FetchOptions): typeof fetch {
  return async (url, init) => {
    const response = await fetch(url, { ...init, signal: clock.deadline(attemptMs, signal) });
    if (response.status !== 429) return response;
    await response.body?.cancel();
    const waitS = readRetryAfter(response.headers.get("retry-after"), clock.now());
    return new Response(null, { status: 429, headers: { "retry-after": String(waitS) } });
  };
}

/** The seconds that are asked for, as a number or as a date. Source: RFC 9110, 10.2.3. */
function readRetryAfter(header: string | null, nowMs: number): number {
  const text = header?.trim() ?? "";
  const waitS = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - nowMs) / 1000;
  return waitS > 0 ? Math.ceil(Math.min(waitS, longestWaitS)) : 0;
}
