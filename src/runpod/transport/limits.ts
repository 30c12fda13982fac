import { createBoundedMap } from "../../core/common/bounded-map.ts";
import type { Clock } from "../../core/common/clock.ts";
import type { HttpReply, HttpRequest } from "./http.ts";
import { readQuotas, readRateLimit, readRetryAfter } from "./limit-headers.ts";

/** `look` leaves some of the limit to what ends a pod, `end` is never held back. */
export type Purpose = "look" | "act" | "end";

/** What RunPod lets the account ask, as its answers tell it. */
export type RunpodLimits = {
  /** How long a request has to wait before it may be sent; 0 for not at all. */
  waitMs(request: Asked): number;
  /** Counts one that is sent: its answer may be lost. */
  spend(): void;
  note(reply: HttpReply): void;
};

type Asked = Pick<HttpRequest, "method"> & {
  /** @default end for DELETE, look for GET, else act */
  readonly purpose?: Purpose;
};
type Window = { left: number; readonly toldAtMs: number; readonly untilMs: number };

/** The window of a server that says how long to wait, and not of what. */
const unnamed = "retry-after";
/** The server chooses the names of its windows. */
const mostNames = 100;
/** The reserve of a window whose size is not known. */
const usualReserve = 3;
const maxReserve = 10;
/** RunPod's longest window is a day. */
const maxResetMs = 24 * 3_600_000;

/** One for each API and account, so that all who ask there share what is known. */
export function createRunpodLimits(clock: Pick<Clock, "now">): RunpodLimits {
  const windows = new Map<string, Window>();
  const quotas = createBoundedMap<string, number>(mostNames);

  function put(name: string, left: number, resetMs: number): void {
    const toldAtMs = clock.now();
    windows.set(name, { left, toldAtMs, untilMs: toldAtMs + Math.min(resetMs, maxResetMs) });
  }

  return {
    waitMs(request) {
      const nowMs = clock.now();
      const untilMs = windows
        .entries()
        // What was told at a time that is yet to come was told before the clock was set back.
        .filter(([, { toldAtMs }]) => toldAtMs <= nowMs)
        .filter(([name, { left }]) => left <= keptFrom(request, quotas.get(name)))
        .map(([, window]) => window.untilMs);
      return Math.max(nowMs, ...untilMs) - nowMs;
    },
    spend() {
      for (const window of windows.values()) window.left -= 1;
    },
    note(reply) {
      const nowMs = clock.now();
      for (const [name, { untilMs }] of windows) if (untilMs <= nowMs) windows.delete(name);
      for (const [name, quota] of readQuotas(reply.rateLimitPolicy)) quotas.set(name, quota);
      for (const { name, left, resetMs } of readRateLimit(reply.rateLimit)) put(name, left, resetMs);
      const askedMs = reply.status === 429 ? readRetryAfter(reply.retryAfter, nowMs) : undefined;
      // A success may have been on its way when the server said so, and takes nothing back.
      if (askedMs !== undefined) put(unnamed, 0, askedMs);
    },
  };
}

const usualPurposes = { GET: "look", POST: "act", PATCH: "act", DELETE: "end" } as const;

/** How much of a window is not for this request. */
function keptFrom({ method, purpose = usualPurposes[method] }: Asked, quota?: number): number {
  if (purpose === "end") return Number.NEGATIVE_INFINITY;
  return purpose === "look" ? reserveOf(quota) : 0;
}

function reserveOf(quota?: number): number {
  return quota === undefined ? usualReserve : Math.min(Math.ceil(quota / 20), maxReserve);
}
