import { expect, test } from "vitest";
import { UserFacingError } from "../../../src/core/common/errors.ts";
import { anyJob } from "../../../src/jobs/define.ts";
import { createGate, record } from "./record.ts";
import { contractRetry, type OpenQueue } from "./subject.ts";

export function describeFaults(open: OpenQueue): void {
  const secret = "Jane Doe, study 4711";

  test("a job that throws runs again, and its place stays taken meanwhile", async () => {
    const { queue, work, until } = await open();
    const { job, runs } = record({
      run: async (_payload, count) => {
        if (count < 3) throw new Error(secret);
        return undefined;
      },
    });
    await queue.add(job, { id: "1", note: "first" });
    await work([anyJob(job)]);
    await until(() => runs.length === 3);
    expect(runs.map(({ note }) => note)).toEqual(["first", "first", "first"]);
  });

  test("a job that fails time and again is given up, logged without the error's message, and can be added anew", async () => {
    const { queue, work, until, logged } = await open();
    let isBroken = true;
    const { job, runs } = record({
      run: async () => {
        if (isBroken) throw new RangeError(secret);
        return undefined;
      },
    });
    await queue.add(job, { id: "1" });
    await work([anyJob(job)]);
    await until(() => logged.some(({ event }) => event === "job given up"));
    expect(runs).toHaveLength(contractRetry.attempts);
    expect(JSON.stringify(logged)).toContain("RangeError");
    expect(JSON.stringify(logged)).not.toContain("Jane");

    isBroken = false;
    const failed = runs.length;
    await until(() => {
      // The place is free as soon as the queue has written the end down.
      void queue.add(job, { id: "1" });
      return runs.length > failed;
    });
  });

  test("a payload that can't be parsed any more is given up", async () => {
    const { queue, work, until, logged } = await open();
    const newer = record({
      parse: () => {
        throw new TypeError(secret);
      },
    });
    const fine = record({ name: "fine" });
    await queue.add(newer.job, { id: "1" });
    await queue.add(fine.job, { id: "1" });
    await work([anyJob(newer.job), anyJob(fine.job)]);
    await until(() => fine.runs.length === 1 && logged.some(({ event }) => event === "job given up"));
    expect(newer.runs).toEqual([]);
    expect(JSON.stringify(logged)).not.toContain("Jane");
  });

  test("an error that trying again can't mend is given up at once", async () => {
    const { queue, work, until, logged } = await open();
    const { job, runs } = record({
      run: async () => {
        throw new UserFacingError("runpod-bad-key", "The key is wrong: set another.");
      },
    });
    await queue.add(job, { id: "1" });
    await work([anyJob(job)]);
    await until(() => logged.some(({ event }) => event === "job given up"));
    expect(runs).toHaveLength(1);
  });

  test("faults with runs between them that ended well are not added up", async () => {
    const { queue, work, until, logged } = await open();
    const { job, runs } = record({
      run: async (_payload, count) => {
        if (count % 2 === 1 && count < 12) throw new Error(secret);
        return count < 12 ? { againInMs: 1 } : undefined;
      },
    });
    await queue.add(job, { id: "1" });
    await work([anyJob(job)]);
    await until(() => runs.length === 12);
    expect(logged.filter(({ event }) => event === "job given up")).toEqual([]);
  });

  test("a job whose worker was killed in the middle runs again", async () => {
    const { queue, work, until } = await open();
    const gate = createGate();
    const killed = record({ run: async () => gate.opened.then(() => undefined) });
    const workers = await work([anyJob(killed.job)]);
    await queue.add(killed.job, { id: "1", note: "first" });
    await until(() => killed.runs.length === 1);
    await workers.kill();

    const next = record();
    await work([anyJob(next.job)]);
    await queue.add(next.job, { id: "1", note: "ignored" });
    await until(() => next.runs.length === 1);
    expect(next.runs).toEqual([{ id: "1", note: "first" }]);
  });
}
