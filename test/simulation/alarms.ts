import type { Stopwatch } from "./stopwatch.ts";
import { minuteMs, secondMs } from "./units.ts";

/** Whether people hear of a stop that does not come, by the time in which there was a bot and a chat to tell them. */
export type Alarms = {
  /** Somebody or something wants this pod down, and it is up. */
  stopOrdered(podId: string): void;
  alarmed(podId: string): void;
  /** It is down. */
  ended(podId: string): void;
  forget(): void;
  /** Those that came too late, or not at all, each told once. */
  missed(): readonly string[];
  end(): void;
};

/** A try takes up to 40 s and comes up to 30 s after the one before. */
const slackMs = 90 * secondMs;
const firstMs = 3 * minuteMs + slackMs;
const nextMs = 10 * minuteMs + slackMs;

type Waiting = { readonly sinceMs: number; readonly allowedMs: number };

export function createAlarms(speaking: Stopwatch): Alarms {
  const waiting = new Map<string, Waiting>();
  const missed: string[] = [];

  function wait(podId: string, allowedMs: number): void {
    waiting.set(podId, { sinceMs: speaking.readMs(), allowedMs });
  }

  function check(podId: string): void {
    const found = waiting.get(podId);
    if (found !== undefined && speaking.readMs() - found.sinceMs > found.allowedMs) missed.push(podId);
  }

  return {
    stopOrdered(podId) {
      if (!waiting.has(podId)) wait(podId, firstMs);
    },
    alarmed(podId) {
      check(podId);
      if (waiting.has(podId)) wait(podId, nextMs);
    },
    ended(podId) {
      check(podId);
      waiting.delete(podId);
    },
    forget: () => waiting.clear(),
    missed: () => missed.splice(0),
    end() {
      for (const podId of waiting.keys()) check(podId);
      waiting.clear();
    },
  };
}
