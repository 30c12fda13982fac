import { setImmediate } from "node:timers/promises";
import type { Card } from "../../src/core/card.ts";
import { ConflictError } from "../../src/core/errors.ts";
import type { Clock, Collection, Log, Stored } from "../../src/core/ports.ts";

export type ManualClock = Clock & { advance(ms: number): Promise<void> };

/** Time that stands still until a test moves it. */
export function createManualClock(startMs = Date.UTC(2026, 0, 5, 16, 26)): ManualClock {
  let nowMs = startMs;
  const timers = new Set<{ readonly dueMs: number; fire(): void }>();

  function at(dueMs: number, action: () => void): () => void {
    const timer = { dueMs, fire: action };
    timers.add(timer);
    return () => timers.delete(timer);
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const cancel = at(nowMs + ms, resolve);
      signal?.addEventListener("abort", () => (cancel(), reject(signal.reason)), { once: true });
    });
  }

  function deadline(ms: number, parent?: AbortSignal): AbortSignal {
    const controller = new AbortController();
    at(nowMs + ms, () => controller.abort(new DOMException("The time is over.", "TimeoutError")));
    return parent === undefined ? controller.signal : AbortSignal.any([parent, controller.signal]);
  }

  async function advance(ms: number): Promise<void> {
    const endMs = nowMs + ms;
    await settle();
    for (;;) {
      const [next] = [...timers]
        .filter((timer) => timer.dueMs <= endMs)
        .toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      nowMs = Math.max(nowMs, next.dueMs);
      timers.delete(next);
      next.fire();
      await settle();
    }
    nowMs = endMs;
  }

  return { now: () => nowMs, sleep, deadline, advance };
}

/** Lets everything that needs no timer and no socket run to its end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}

export function createMemoryCollection<T>(): Collection<T> {
  const records = new Map<string, Stored<T>>();

  function put(stored: Stored<T>): Stored<T> {
    records.set(`${stored.teamId} ${stored.id}`, structuredClone(stored));
    return structuredClone(stored);
  }

  function check(stored: Stored<T>): void {
    if (records.get(`${stored.teamId} ${stored.id}`)?.revision !== stored.revision)
      throw new ConflictError("changed");
  }

  return {
    get: async (teamId, id) => structuredClone(records.get(`${teamId} ${id}`)),
    list: async (teamId) =>
      structuredClone(
        [...records.values()].filter((stored) => teamId === undefined || stored.teamId === teamId),
      ),
    async create(teamId, id, value) {
      if (records.has(`${teamId} ${id}`)) throw new ConflictError("exists");
      return put({ teamId, id, revision: 1, value });
    },
    async replace(stored, value) {
      check(stored);
      return put({ ...stored, revision: stored.revision + 1, value });
    },
    async remove(stored) {
      check(stored);
      records.delete(`${stored.teamId} ${stored.id}`);
    },
  };
}

export type LogEntry = { readonly level: string; readonly event: string; readonly data: unknown };

export function createListLog(): Log & { readonly entries: readonly LogEntry[] } {
  const entries: LogEntry[] = [];
  const write = (level: string) => (event: string, data?: Readonly<Record<string, unknown>>) =>
    void entries.push({ level, event, data });
  return { entries, info: write("info"), warn: write("warn"), error: write("error") };
}

export function sampleCard(change: Partial<Card> = {}): Card {
  return {
    key: "pod-k7",
    teamId: "t1",
    tone: "working",
    outcome: "open",
    title: "Pod starting",
    lines: [["0 %"]],
    ...change,
  };
}
