import { expect, test } from "vitest";
import { UserFacingError } from "../../../src/core/common/errors.ts";
import { anyJob } from "../../../src/jobs/define.ts";
import { createGate, record } from "./record.ts";
import type { OpenQueue } from "./subject.ts";

export function describeSchedules(open: OpenQueue): void {
  test("every() has the job run again and again, also after a run that threw", async () => {
    const { queue, work, until } = await open();
    const { job, runs } = record({
      run: async (_payload, count) => {
        if (count === 1) throw new UserFacingError("runpod-bad-key", "The key is wrong: set another.");
        return undefined;
      },
    });
    await queue.every(job, { id: "1" }, 50);
    await work([anyJob(job)]);
    await until(() => runs.length >= 4);
    expect(runs.at(-1)).toEqual({ id: "1" });
  });

  test("every() lets no run overtake one that takes longer than the interval", async () => {
    const { queue, work, until } = await open();
    const gate = createGate();
    const slow = record({ name: "slow", run: async () => gate.opened.then(() => undefined) });
    const quick = record({ name: "quick", lane: "watch" });
    await queue.every(slow.job, { id: "1" }, 50);
    await queue.every(quick.job, { id: "1" }, 50);
    await work([anyJob(slow.job), anyJob(quick.job)]);
    await until(() => quick.runs.length >= 5);
    expect(slow.runs).toHaveLength(1);
    gate.open();
    await until(() => slow.runs.length >= 2);
  });

  test("every() called again changes the interval", async () => {
    const { queue, work, until } = await open();
    const { job, runs } = record();
    await queue.every(job, { id: "1" }, 60_000);
    await work([anyJob(job)]);
    await until(() => runs.length === 1);
    await queue.every(job, { id: "1" }, 50);
    await until(() => runs.length >= 3);
    expect(runs.length).toBeGreaterThanOrEqual(3);
  });
}
