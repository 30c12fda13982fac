import type { CrashReading, ServerReading } from "../records/use.ts";
import type { Outage, Crash } from "../records/outage.ts";

/** A moment told as an age is as unsure as the answer took to come, and that is at most so long. */
const unsureMs = 30_000;

/**
 * What there is to tell after a look at the server. A reading that tells nothing new gives back the same record, so that
 * its message stays as it is.
 */
export function nextOutage(
  before: Outage | undefined,
  server: ServerReading,
  nowMs: number,
): Outage | undefined {
  const state = server.state === "running" ? "up" : "down";
  if (server.state === "gone") {
    const isTold = before?.state === "down" && before.crash === undefined;
    return isTold ? before : follow(before, { state, firstAtMs: nowMs, lastAtMs: nowMs });
  }
  const seen = server.crash === undefined ? undefined : toOutage(server.crash, nowMs);
  if (seen !== undefined && isAnother(before, seen)) return follow(before, { state, ...seen });
  if (seen !== undefined && before?.crash !== undefined && seen.crash.count > before.crash.count)
    return { ...before, state, lastAtMs: seen.lastAtMs, crash: merge(before.crash, seen.crash) };
  return before?.state === "down" && state === "up" ? { ...before, state } : before;
}

type Seen = Pick<Outage, "firstAtMs" | "lastAtMs"> & { readonly crash: Crash };

function toOutage({ firstAgeMs, lastAgeMs, ...crash }: CrashReading, nowMs: number): Seen {
  return { firstAtMs: nowMs - firstAgeMs, lastAtMs: nowMs - lastAgeMs, crash };
}

/** The last row is told by the gate for as long as it lives, so most of what is seen is known already. */
function isAnother(before: Outage | undefined, seen: Seen): boolean {
  if (before === undefined) return true;
  // A gate that was started anew knows of nothing that was before it.
  if (before.crash === undefined) return seen.firstAtMs > before.lastAtMs;
  return seen.crash.count < before.crash.count || seen.firstAtMs > before.lastAtMs + unsureMs;
}

function follow(before: Outage | undefined, next: Omit<Outage, "number" | "replaced">): Outage {
  const number = (before?.number ?? 0) + 1;
  if (before?.state !== "down") return { number, ...next };
  const { replaced: _, ...replaced } = before;
  return { number, ...next, replaced };
}

function merge(before: Crash, seen: Crash): Crash {
  return { ...seen, endedTraining: before.endedTraining || seen.endedTraining };
}
