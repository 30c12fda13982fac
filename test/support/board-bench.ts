import { onTestFinished } from "vitest";
import { createMessageBoard, type MessageBoard } from "../../src/chat/board/message-board.ts";
import { createSimulatedClock, type SimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { createTestLog } from "./log.ts";
import { createNotedHealth, type NotedHealth } from "./noted-health.ts";
import { createSimulatedTransport, type SimulatedTransport } from "./simulated-transport.ts";

export type BoardBench = {
  readonly clock: SimulatedClock;
  readonly log: TestLog;
  readonly health: NotedHealth;
  readonly messages: Store["messages"];
  readonly transport: SimulatedTransport;
  readonly board: MessageBoard;
  /** Begins another life of the bot on the same store and platform. */
  start(): MessageBoard;
};

type TestLog = ReturnType<typeof createTestLog>;

/** A board on a store and a platform in memory. */
export function setUpBoard(): BoardBench {
  const clock = createSimulatedClock();
  const log = createTestLog();
  const health = createNotedHealth();
  const { messages } = createSimulatedStore();
  const transport = createSimulatedTransport(clock);
  function start(): MessageBoard {
    const board = createMessageBoard({
      transport,
      messages,
      clock,
      log,
      health,
      minEditGapMs: 4000,
    });
    onTestFinished(async () => {
      const closed = board[Symbol.asyncDispose]();
      await clock.advance(60_000);
      await closed;
    });
    return board;
  }
  return { clock, log, health, messages, transport, start, board: start() };
}

/** A platform that hangs. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(new Error("aborted"));
    });
  });
}
