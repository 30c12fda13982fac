import { expect, test } from "vitest";
import { anyJob } from "../../../src/jobs/define.ts";
import { createGate, record } from "./record.ts";
import type { OpenQueue } from "./subject.ts";

export function describeRuns(open: OpenQueue): void {
  test("add() has the job run with what JSON keeps of its payload", async () => {
    const { queue, work, until } = await open();
    const { job, runs } = record();
    await queue.add(job, { id: "Zoë:7/🫀" });
    await work([anyJob(job)]);
    await until(() => runs.length === 1);
    expect(runs).toEqual([{ id: "Zoë:7/🫀" }]);
  });

  test("add() has jobs run that were added while workers are at work", async () => {
    const { queue, work, until } = await open();
    const { job, runs } = record();
    await work([anyJob(job)]);
    await queue.add(job, { id: "1" });
    await queue.add(job, { id: "2" });
    await until(() => runs.length === 2);
    expect(runs.map(({ id }) => id).toSorted()).toEqual(["1", "2"]);
  });

  test("add() with a delay lets others go first", async () => {
    const { queue, work, until } = await open();
    const { job, runs } = record();
    await queue.add(job, { id: "late" }, { delayMs: 200 });
    await queue.add(job, { id: "early" });
    await work([anyJob(job)]);
    await until(() => runs.length === 2);
    expect(runs.map(({ id }) => id)).toEqual(["early", "late"]);
  });

  test("a job that hangs holds up no other lane", async () => {
    const { queue, work, until } = await open();
    const gate = createGate();
    const hanging = record({ name: "hanging", run: async () => gate.opened.then(() => undefined) });
    const stop = record({ name: "stop", lane: "stop" });
    const watch = record({ name: "watch", lane: "watch" });
    const sweep = record({ name: "sweep", lane: "sweep" });
    await work([hanging.job, stop.job, watch.job, sweep.job].map(anyJob));
    for (const id of ["1", "2", "3"]) await queue.add(hanging.job, { id });
    await until(() => hanging.runs.length > 0);
    await queue.add(stop.job, { id: "1" });
    await queue.add(watch.job, { id: "1" });
    await queue.add(sweep.job, { id: "1" });
    await until(() => [stop, watch, sweep].every(({ runs }) => runs.length === 1));
    // Its lane has one worker.
    expect(hanging.runs).toHaveLength(1);
    gate.open();
    await until(() => hanging.runs.length === 3);
  });

  test("a job of a name that no worker knows is given up and harms no other", async () => {
    const { queue, work, until, logged } = await open();
    const unknown = record({ name: "from-another-version" });
    const known = record({ name: "known" });
    await queue.add(unknown.job, { id: "1" });
    await queue.add(known.job, { id: "1" });
    await work([anyJob(known.job)]);
    await until(() => known.runs.length === 1 && logged.some(({ event }) => event === "job given up"));
    expect(unknown.runs).toEqual([]);
  });
}
