import { problem, Refusal } from "./answer.ts";

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const MONTH_HOURS = 730;

export type Window = { readonly fromMs: number; readonly toMs: number };

/** What a billing request asks for: its time as a whole, and cut into buckets. */
export type BillingQuery = {
  readonly shown: { readonly startTime: string; readonly endTime: string; readonly bucketSize: string };
  readonly buckets: readonly Window[];
};

/** The twin knows buckets of an hour and of a day. @throws Refusal 400 or 422 */
export function readBillingQuery(query: URLSearchParams, nowMs: number): BillingQuery {
  const bucketSize = query.get("bucketSize") ?? "day";
  if (bucketSize !== "hour" && bucketSize !== "day")
    refuse(422, "the twin serves bucketSize hour and day only");
  const bucketMs = bucketSize === "hour" ? HOUR_MS : DAY_MS;
  const window = windowOf(query, bucketMs, nowMs);
  return { shown: { ...asTimes(window), bucketSize }, buckets: bucketsOf(window, bucketMs) };
}

function windowOf(query: URLSearchParams, bucketMs: number, nowMs: number): Window {
  const lastN = query.get("lastN");
  const hasTimes = query.has("startTime") || query.has("endTime");
  if (lastN !== null && hasTimes) refuse(400, "lastN and startTime/endTime are mutually exclusive");
  if (lastN !== null && !/^[1-9]\d*$/.test(lastN)) refuse(422, "lastN must be at least 1");
  const end = ceil(timeOf(query, "endTime") ?? nowMs, bucketMs);
  const start =
    lastN === null ? (timeOf(query, "startTime") ?? nowMs - 30 * DAY_MS) : end - Number(lastN) * bucketMs;
  return { fromMs: Math.floor(start / bucketMs) * bucketMs, toMs: end };
}

function timeOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) refuse(422, `${name} is no RFC 3339 time`);
  return ms;
}

function bucketsOf({ fromMs, toMs }: Window, bucketMs: number): Window[] {
  const count = Math.max(0, Math.round((toMs - fromMs) / bucketMs));
  return Array.from({ length: count }, (_, index) => ({
    fromMs: fromMs + index * bucketMs,
    toMs: fromMs + (index + 1) * bucketMs,
  }));
}

/** How long something lasted within a window; without an end it lasts until now. */
export function overlapHours(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs?: number },
  window: Window,
  nowMs: number,
): number {
  return Math.max(0, Math.min(toMs ?? nowMs, window.toMs) - Math.max(fromMs, window.fromMs)) / HOUR_MS;
}

export function asTimes({ fromMs, toMs }: Window): { startTime: string; endTime: string } {
  return { startTime: new Date(fromMs).toISOString(), endTime: new Date(toMs).toISOString() };
}

function ceil(ms: number, bucketMs: number): number {
  return Math.ceil(ms / bucketMs) * bucketMs;
}

function refuse(status: number, detail: string): never {
  throw new Refusal(problem(status, detail));
}
