import { describe, expect, test } from "vitest";
import type { Clock } from "../../src/core/common/clock.ts";

export type ClockSubject = {
  readonly clock: Clock;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
};

/** What every clock does; `makeSubject` is called for each test. */
export function describeClockContract(name: string, makeSubject: () => ClockSubject): void {
  describe(`${name} sleeps`, () => {
    describeSleep(makeSubject);
  });
  describe(`${name} sets deadlines`, () => {
    describeDeadlines(makeSubject);
  });
}

function describeSleep(makeSubject: () => ClockSubject): void {
  test("sleep() ends when the time is over and not before", async () => {
    const { clock, pass } = makeSubject();
    const beganAtMs = clock.now();
    const sleep = clock.sleep(50);
    await pass(50);
    await sleep;
    expect(clock.now() - beganAtMs).toBeGreaterThanOrEqual(49);
  });

  test("shorter sleeps end first, in whatever order they began", async () => {
    const { clock, pass } = makeSubject();
    const ended: number[] = [];
    const sleeps = [90, 10, 50].map(async (ms) => {
      await clock.sleep(ms);
      ended.push(ms);
    });
    await pass(100);
    await Promise.all(sleeps);
    expect(ended).toEqual([10, 50, 90]);
  });

  test("sleep() throws the signal's reason when it aborts first, or did before", async () => {
    const { clock } = makeSubject();
    const reason = new Error("shutting down");
    const controller = new AbortController();
    const sleep = clock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
    await expect(clock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test("an abort after the end of a sleep harms nobody", async () => {
    const { clock, pass } = makeSubject();
    const controller = new AbortController();
    const sleep = clock.sleep(10, controller.signal);
    await pass(20);
    await expect(sleep).resolves.toBeUndefined();
    controller.abort();
  });
}

function describeDeadlines(makeSubject: () => ClockSubject): void {
  test("deadline() aborts with a TimeoutError when the time is over", async () => {
    const { clock, pass } = makeSubject();
    const deadline = clock.deadline(30);
    expect(deadline.aborted).toBe(false);
    await pass(60);
    expect(deadline).toMatchObject({ aborted: true, reason: { name: "TimeoutError" } });
  });

  test("deadline() aborts with its parent, for the parent's reason", () => {
    const { clock } = makeSubject();
    const reason = new Error("shutting down");
    const parent = new AbortController();
    const deadline = clock.deadline(60_000, parent.signal);
    parent.abort(reason);
    expect(deadline).toMatchObject({ aborted: true, reason });
    expect(clock.deadline(60_000, AbortSignal.abort(reason)).reason).toBe(reason);
  });

  test("sleep() on a deadline throws its TimeoutError", async () => {
    const { clock, pass } = makeSubject();
    const [outcome] = await Promise.allSettled([clock.sleep(60_000, clock.deadline(20)), pass(40)]);
    expect(outcome).toMatchObject({ reason: { name: "TimeoutError" } });
  });
}
