import { describe, onTestFinished } from "vitest";
import { describeDedup } from "./queue/dedup.ts";
import { describeFaults } from "./queue/faults.ts";
import { describeRuns } from "./queue/runs.ts";
import { describeSchedules } from "./queue/schedules.ts";
import type { QueueSubject } from "./queue/subject.ts";

/** What every job queue does; `makeSubject` is called for each test. */
export function describeQueueContract(name: string, makeSubject: () => Promise<QueueSubject>): void {
  async function open(): Promise<QueueSubject> {
    const subject = await makeSubject();
    onTestFinished(async () => subject[Symbol.asyncDispose]());
    return subject;
  }
  describe(`${name} runs jobs`, () => {
    describeRuns(open);
  });
  describe(`${name} holds at most one unfinished job per name and key`, () => {
    describeDedup(open);
  });
  describe(`${name} runs failed jobs again`, () => {
    describeFaults(open);
  });
  describe(`${name} runs on a schedule`, () => {
    describeSchedules(open);
  });
}
