import { expect, test } from "vitest";
import { anyJob } from "../../../src/jobs/define.ts";
import { createGate, record } from "./record.ts";
import type { OpenQueue } from "./subject.ts";

export function describeDedup(open: OpenQueue): void {
  test("add() does nothing while the job waits", async () => {
    const { queue, work, until } = await open();
    const { job, runs } = record();
    await queue.add(job, { id: "1", note: "first" });
    await queue.add(job, { id: "1", note: "second" });
    await queue.add(job, { id: "2" });
    await work([anyJob(job)]);
    await until(() => runs.some(({ id }) => id === "2"));
    expect(runs.filter(({ id }) => id === "1")).toEqual([{ id: "1", note: "first" }]);
  });

  test("add() does nothing while the job is delayed", async () => {
    const { queue, work, until } = await open();
    const { job, runs } = record();
    await work([anyJob(job)]);
    await queue.add(job, { id: "1", note: "first" }, { delayMs: 150 });
    await queue.add(job, { id: "1", note: "second" });
    await queue.add(job, { id: "2" }, { delayMs: 300 });
    await until(() => runs.some(({ id }) => id === "2"));
    expect(runs.filter(({ id }) => id === "1")).toEqual([{ id: "1", note: "first" }]);
  });

  test("add() does nothing while the job runs, and adds one when it has ended", async () => {
    const { queue, work, until } = await open();
    const gate = createGate();
    const { job, runs } = record({
      run: async ({ id }) => (id === "1" ? gate.opened.then(() => undefined) : undefined),
    });
    await work([anyJob(job)]);
    await queue.add(job, { id: "1", note: "first" });
    await until(() => runs.length === 1);
    await queue.add(job, { id: "1", note: "ignored" });
    gate.open();
    await queue.add(job, { id: "2" }, { delayMs: 200 });
    await until(() => runs.some(({ id }) => id === "2"));
    await queue.add(job, { id: "1", note: "after" });
    await until(() => runs.length === 3);
    expect(runs.filter(({ id }) => id === "1").map(({ note }) => note)).toEqual(["first", "after"]);
  });

  test("jobs of other names and odd keys don't take each other's place", async () => {
    const { queue, work, until } = await open();
    const [one, two] = [record({ name: "one" }), record({ name: "two" })];
    const keys = ["1", "01", "a:b", "a", "a/b", "%", " ", "é", "__proto__"];
    for (const id of keys) {
      await queue.add(one.job, { id });
      await queue.add(two.job, { id });
    }
    await work([anyJob(one.job), anyJob(two.job)]);
    await until(() => one.runs.length === keys.length && two.runs.length === keys.length);
    expect(new Set(one.runs.map(({ id }) => id))).toEqual(new Set(keys));
  });

  test("a job that goes on keeps its place and its payload", async () => {
    const { queue, work, until } = await open();
    const { job, runs } = record({
      run: async ({ id }, count) => (id === "1" && count < 4 ? { againInMs: 60 } : undefined),
    });
    await work([anyJob(job)]);
    await queue.add(job, { id: "1", note: "first" });
    await until(() => runs.length === 2);
    await queue.add(job, { id: "1", note: "ignored" });
    await until(() => runs.length === 4);
    await queue.add(job, { id: "2" }, { delayMs: 200 });
    await until(() => runs.some(({ id }) => id === "2"));
    expect(runs.map(({ note }) => note)).toEqual(["first", "first", "first", "first", undefined]);
  });
}
