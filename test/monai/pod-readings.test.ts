import { assert, asyncProperty, jsonValue, string as text, oneof } from "fast-check";
import { expect, it } from "vitest";
import { UnreachableError } from "../../src/core/errors.ts";
import { readActivity, readStats } from "../../src/monai/pod-readings.ts";
import { never } from "../support/local-bench.ts";
import { podThatSays } from "../support/talking-pod.ts";

const nowEpochS = 1_795_414_199;
const reading = { lastHumanAtEpochS: nowEpochS - 90, nowEpochS, sshSessions: 1, trainingPids: [] };

function activityOf(change: object): ReturnType<typeof readActivity> {
  return readActivity(podThatSays(JSON.stringify({ ...reading, ...change })), never);
}

it("readActivity() turns times of the pod's clock into ages", async () => {
  expect(await activityOf({})).toEqual({ lastUseAgeMs: 90_000, sshSessions: 1, isTraining: false });
});

it("readActivity() knows of no use before the first, and of trainings", async () => {
  const found = await activityOf({ lastHumanAtEpochS: null, trainingPids: [17] });

  expect(found).toEqual({ sshSessions: 1, isTraining: true });
});

it("readActivity() forgives clocks that were read a moment apart", async () => {
  expect(await activityOf({ lastHumanAtEpochS: nowEpochS + 2 })).toMatchObject({ lastUseAgeMs: 0 });
});

const absurd = [
  { lastHumanAtEpochS: nowEpochS + 3600 },
  { lastHumanAtEpochS: 1 },
  { lastHumanAtEpochS: -5 },
  { lastHumanAtEpochS: "yesterday" },
  { nowEpochS: 0 },
  { sshSessions: -1 },
  { sshSessions: 1e9 },
  { trainingPids: "none" },
];

it.each(absurd)("readActivity() throws UnreachableError for %j, which counts as in use", async (change) => {
  await expect(activityOf(change)).rejects.toMatchObject({
    name: "UnreachableError",
    code: "pod-unreadable",
  });
});

it("readActivity() and readStats() throw UnreachableError where the program is not there", async () => {
  for (const site of [podThatSays("", 127), podThatSays("", 2)]) {
    await expect(readActivity(site, never)).rejects.toThrow(UnreachableError);
    await expect(readStats(site, never)).rejects.toThrow(UnreachableError);
  }
});

it("readStats() leaves out what can't be read and names of no model", async () => {
  const stats = { start_ts: nowEpochS, epoch: 1, total_epochs: 3 };
  const trainStats = { deepedit: stats, "Doe^John": stats, deepgrow_2d: null, segmentation: {} };

  const found = await readStats(podThatSays(JSON.stringify({ nowEpochS, trainStats })), never);

  expect(found).toEqual({ deepedit: { startedAtS: nowEpochS, epoch: 1, totalEpochs: 3 } });
});

it("neither lets anything but figures out, whatever the pod prints", async () => {
  const printed = oneof(
    text({ unit: "binary" }),
    jsonValue().map((value) => JSON.stringify(value)),
    jsonValue().map((value) => JSON.stringify({ ...reading, lastHumanAtEpochS: value, trainStats: value })),
  );

  await assert(
    asyncProperty(printed, async (stdout) => {
      for (const read of [readActivity, readStats]) {
        const outcome = await read(podThatSays(stdout), never).then(Object.keys, (error: unknown) => error);
        const isFit = Array.isArray(outcome) ? outcome.every(isWord) : outcome instanceof UnreachableError;
        expect(isFit).toBe(true);
      }
    }),
  );
});

function isWord(name: unknown): boolean {
  return typeof name === "string" && /^\w+$/.test(name);
}
