import { assert, asyncProperty, jsonValue, string as text, oneof } from "fast-check";
import { expect, it } from "vitest";
import { UnreachableError } from "../../src/core/common/errors.ts";
import { readActivity, readStats } from "../../src/monai/pod-readings.ts";
import { never } from "../support/local-bench.ts";
import { podThatSays } from "../support/talking-pod.ts";

const nowEpochS = 1_795_414_807;
const reading = {
  nowEpochS,
  acts: { submitting: nowEpochS - 107, viewing: nowEpochS - 807 },
  busyAtEpochS: nowEpochS - 60,
  openRequests: 1,
  people: 2,
  sshSessions: 3,
  work: ["training"],
  unknown: ["logins"],
  gpuPercent: null,
  cpuPercent: 12,
  server: { state: "running", crash: null },
};
const crash = {
  count: 2,
  firstAtEpochS: nowEpochS - 800,
  lastAtEpochS: nowEpochS - 700,
  failure: "out-of-memory",
  reference: "0a1b2c3d",
  endedTraining: true,
};

function activityOf(change: object): ReturnType<typeof readActivity> {
  return readActivity(podThatSays(JSON.stringify({ ...reading, ...change })), never);
}

it("readActivity() turns times of the pod's clock into ages", async () => {
  expect(await activityOf({})).toEqual({
    podNowMs: nowEpochS * 1000,
    acts: { submitting: 107_000, viewing: 807_000 },
    busyAgeMs: 60_000,
    openRequests: 1,
    people: 2,
    sshSessions: 3,
    work: ["training"],
    unknown: ["logins"],
    cpuPercent: 12,
    server: { state: "running" },
  });
});

it("readActivity() tells a row of crashes in ages too, with its reference or without", async () => {
  const { reference: _, ...known } = crash;

  const found = await activityOf({ server: { state: "waiting", crash } });
  const named = await activityOf({ server: { state: "waiting", crash: known } });

  const ages = { firstAgeMs: 800_000, lastAgeMs: 700_000 };
  const told = { count: 2, failure: "out-of-memory", endedTraining: true, ...ages };
  expect(found.server).toEqual({ state: "waiting", crash: { ...told, reference: "0a1b2c3d" } });
  expect(named.server).toEqual({ state: "waiting", crash: told });
});

it("readActivity() knows of no use before the first, and drops acts of no kind that it knows", async () => {
  expect(await activityOf({ acts: {} })).toMatchObject({ acts: {} });
  expect((await activityOf({ acts: { dancing: nowEpochS, "Doe^John": 5 } })).acts).toEqual({});
});

it("readActivity() forgives clocks that were read a moment apart", async () => {
  const found = await activityOf({ acts: { viewing: nowEpochS + 2 } });

  expect(found.acts).toEqual({ viewing: 0 });
});

it.each([-1, 101, "much", null])(
  "readActivity() leaves a figure of %s out: it decides nothing",
  async (odd) => {
    const found = await activityOf({ gpuPercent: odd, cpuPercent: odd });

    expect(Object.keys(found)).not.toContain("gpuPercent");
    expect(Object.keys(found)).not.toContain("cpuPercent");
  },
);

const absurd = [
  { acts: { viewing: nowEpochS + 3600 } },
  { acts: { viewing: 1 } },
  { acts: { viewing: -5 } },
  { acts: { viewing: "yesterday" } },
  { acts: null },
  { nowEpochS: 0 },
  { sshSessions: -1 },
  { sshSessions: 1e9 },
  { people: 1e9 },
  { openRequests: 0.5 },
  { work: ["dancing"] },
  { work: "training" },
  { unknown: ["weather"] },
  { server: { state: "dancing", crash: null } },
  { server: { state: "waiting", crash: { ...crash, lastAtEpochS: nowEpochS + 3600 } } },
  { server: { state: "waiting", crash: { ...crash, firstAtEpochS: 1 } } },
  { server: { state: "waiting", crash: { ...crash, count: 0 } } },
  { server: { state: "waiting", crash: { ...crash, failure: "Doe^John" } } },
  { server: { state: "waiting", crash: { ...crash, failure: "x".repeat(41) } } },
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
    jsonValue().map((value) => JSON.stringify({ ...reading, server: { state: "waiting", crash: value } })),
    jsonValue().map((value) => JSON.stringify({ ...reading, acts: value, trainStats: value })),
  );

  await assert(
    asyncProperty(printed, async (stdout) => {
      for (const read of [readActivity, readStats]) {
        const outcome = await read(podThatSays(stdout), never).catch((error: unknown) => error);
        const isFit = outcome instanceof UnreachableError || textsOf(outcome).every(isWord);
        expect(isFit).toBe(true);
      }
    }),
  );
});

/** Every name and text anywhere in a value. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}

function isWord(word: string): boolean {
  return /^[\w-]{1,40}$/.test(word);
}
