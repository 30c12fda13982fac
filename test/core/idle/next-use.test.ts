import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isSilent, nextUse, usedNow } from "../../../src/core/idle/next-use.ts";
import { actKinds, type ActivityReading, type Use } from "../../../src/core/records/use.ts";

const nowMs = 1_000_000_000;
const before: Use = {
  lastUseAtMs: nowMs - 50_000,
  readAtMs: nowMs - 15_000,
  state: "known",
  acts: { submitting: nowMs - 50_000 },
  work: [],
  unknown: [],
  keepUntilMs: nowMs + 9_000,
};
const unused: ActivityReading = {
  podNowMs: nowMs,
  acts: {},
  openRequests: 0,
  people: 0,
  sshSessions: 0,
  work: [],
  unknown: [],
  server: { state: "running" },
};

const percent = fc.double({ min: 0, max: 100, noNaN: true });
const count = fc.integer({ min: 0, max: 3 });

const acts = fc
  .array(fc.tuple(fc.constantFrom(...actKinds), fc.integer({ min: -5000, max: 900_000 })), { maxLength: 4 })
  .map((entries): ActivityReading["acts"] => Object.fromEntries(entries));

const readings = fc.record<ActivityReading>(
  {
    podNowMs: fc.constant(nowMs),
    acts,
    openRequests: count,
    people: count,
    sshSessions: count,
    work: fc.subarray<ActivityReading["work"][number]>(["training", "batch-inference", "scoring"]),
    unknown: fc.subarray<ActivityReading["unknown"][number]>(["gate", "tasks", "processes", "logins"]),
    gpuPercent: percent,
    cpuPercent: percent,
    server: fc.constant({ state: "running" } as const),
  },
  {
    requiredKeys: ["podNowMs", "acts", "openRequests", "people", "sshSessions", "work", "unknown", "server"],
  },
);

const looks = fc.array(fc.option(readings, { nil: undefined }), { minLength: 1, maxLength: 12 });

/** What is known after each look, a quarter of a minute apart. */
function follow(found: readonly (ActivityReading | undefined)[]): readonly Use[] {
  const uses = [before];
  for (const [index, reading] of found.entries())
    uses.push(nextUse(uses.at(-1), reading, { nowMs: nowMs + index * 15_000 }));
  return uses;
}

test("nextUse() never lets a time go back, nor lie in the future", () => {
  fc.assert(
    fc.property(looks, (found) => {
      const uses = follow(found);

      for (const [index, use] of uses.slice(1).entries()) {
        const earlier = uses[index] ?? before;
        expect(use.lastUseAtMs).toBeGreaterThanOrEqual(earlier.lastUseAtMs);
        expect(use.lastUseAtMs).toBeLessThanOrEqual(use.readAtMs);
        for (const kind of actKinds) {
          expect(use.acts?.[kind] ?? 0).toBeGreaterThanOrEqual(earlier.acts?.[kind] ?? 0);
          expect(use.acts?.[kind] ?? 0).toBeLessThanOrEqual(use.lastUseAtMs);
        }
      }
    }),
  );
});

test("nextUse() decides nothing by GPU and CPU", () => {
  fc.assert(
    fc.property(readings, percent, percent, (reading, gpuPercent, cpuPercent) => {
      const { gpuPercent: _g, cpuPercent: _c, ...plain } = nextUse(before, reading, { nowMs });

      const loaded = nextUse(before, { ...reading, gpuPercent, cpuPercent }, { nowMs });

      expect(loaded).toEqual({ ...plain, gpuPercent, cpuPercent });
    }),
  );
});

test("nextUse() makes ages moments of the bot's clock", () => {
  const use = nextUse(before, { ...unused, acts: { viewing: 20_000, submitting: 90_000 } }, { nowMs });

  expect(use).toMatchObject({
    lastUseAtMs: nowMs - 20_000,
    acts: { viewing: nowMs - 20_000, submitting: nowMs - 50_000 },
    keepUntilMs: nowMs + 9_000,
  });
});

test.each([
  { openRequests: 1 },
  { sshSessions: 1 },
  { work: ["training"] },
  { work: ["batch-inference"] },
  { work: ["scoring"] },
] as const)("nextUse() takes %j for use at this moment, whatever else is unknown", (change) => {
  const use = nextUse(before, { ...unused, unknown: ["gate"], ...change }, { nowMs });

  expect(use).toMatchObject({ lastUseAtMs: nowMs, state: "known", unknown: ["gate"] });
});

test("nextUse() counts what went on while nobody could look, from when it ended on", () => {
  const use = nextUse(before, { ...unused, busyAgeMs: 20_000 }, { nowMs });

  expect(use).toMatchObject({ lastUseAtMs: nowMs - 20_000, state: "known", work: [] });
});

test("nextUse() takes figures, people and an idle server for no use", () => {
  const reading = { ...unused, people: 2, gpuPercent: 99, cpuPercent: 99 };

  expect(nextUse(before, reading, { nowMs })).toMatchObject({
    lastUseAtMs: before.lastUseAtMs,
    state: "known",
    people: 2,
    gpuPercent: 99,
  });
});

test("nextUse() leaves it open whether a pod is used when a source is unknown and nothing goes on", () => {
  const use = nextUse(before, { ...unused, unknown: ["tasks"] }, { nowMs });

  expect(use).toMatchObject({ state: "unknown", unknown: ["tasks"], lastUseAtMs: before.lastUseAtMs });
  expect(isSilent(use)).toBe(false);
});

test("nextUse() without a reading keeps what was done and kept, and nothing of what went on", () => {
  const busy = nextUse(before, { ...unused, people: 2, work: ["training"], gpuPercent: 50 }, { nowMs });

  const use = nextUse(busy, undefined, { nowMs: nowMs + 15_000 });

  expect(use).toEqual({
    lastUseAtMs: nowMs,
    readAtMs: nowMs + 15_000,
    silentSinceMs: nowMs + 15_000,
    aheadMs: 0,
    state: "unknown",
    acts: before.acts,
    work: [],
    keepUntilMs: before.keepUntilMs,
  });
  expect(isSilent(use)).toBe(true);
});

test("nextUse() remembers since when every look was without an answer", () => {
  const first = nextUse(before, undefined, { nowMs });
  const second = nextUse(first, undefined, { nowMs: nowMs + 15_000 });
  const answered = nextUse(second, unused, { nowMs: nowMs + 30_000 });

  expect(second.silentSinceMs).toBe(nowMs);
  expect(answered.silentSinceMs).toBeUndefined();
});

test("nextUse() doesn't make a use older because the bot's clock was put forward", () => {
  const hourMs = 3_600_000;
  const known = nextUse(before, unused, { nowMs });

  const use = nextUse(known, { ...unused, podNowMs: nowMs + 15_000 }, { nowMs: nowMs + hourMs + 15_000 });

  expect(use.lastUseAtMs).toBe(before.lastUseAtMs + hourMs);
});

test("usedNow() remembers how far the clocks are apart", () => {
  expect(usedNow({ ...before, aheadMs: 7 }, nowMs).aheadMs).toBe(7);
});

test("nextUse() makes no use younger by a time that was in doubt and is corrected since", () => {
  const hourMs = 3_600_000;
  const known = nextUse(before, unused, { nowMs });

  const late = nowMs + 15_000;
  const doubted = nextUse(known, { ...unused, podNowMs: late + 5 * hourMs }, { nowMs: late, isSure: false });
  const corrected = nextUse(
    doubted,
    { ...unused, podNowMs: late + 5 * hourMs },
    { nowMs: late + 5 * hourMs },
  );

  expect(corrected.lastUseAtMs).toBe(known.lastUseAtMs);
});

test.each([
  ["ahead", 3],
  ["behind", -3],
])("nextUse() makes ages moments by the pod's clock while the bot's is in doubt and %s", (_how, hours) => {
  const known = nextUse(before, unused, { nowMs });
  const laterMs = nowMs + 60_000;
  const reading = { ...unused, podNowMs: laterMs, acts: { viewing: 20_000 }, busyAgeMs: 30_000 };

  const use = nextUse(known, reading, { nowMs: laterMs + hours * 3_600_000, isSure: false });

  expect(use).toMatchObject({ lastUseAtMs: laterMs - 20_000, readAtMs: laterMs, aheadMs: 0 });
});

test.each([
  ["ahead", 1],
  ["behind", -1],
])(
  "nextUse() takes no age for a moment by a clock in doubt and %s that no pod's was ever compared with",
  (_how, hours) => {
    const laterMs = nowMs + 2 * 3_600_000;
    const reading = { ...unused, podNowMs: laterMs, acts: { viewing: 3_700_000 } };

    const doubted = nextUse(before, reading, { nowMs: laterMs + hours * 3_600_000, isSure: false });
    const sure = nextUse(doubted, reading, { nowMs: laterMs });

    expect(doubted).toMatchObject({ lastUseAtMs: before.lastUseAtMs, readAtMs: before.readAtMs });
    expect(sure).toMatchObject({ lastUseAtMs: laterMs - 3_700_000, acts: { viewing: laterMs - 3_700_000 } });
  },
);

test("nextUse() does not say by a clock in doubt since when a pod is silent", () => {
  const doubted = nextUse(before, undefined, { nowMs: nowMs + 3 * 3_600_000, isSure: false });
  const sure = nextUse(doubted, undefined, { nowMs });

  expect(doubted.silentSinceMs).toBeUndefined();
  expect(sure.silentSinceMs).toBe(nowMs);
});

test("nextUse() takes a use that lies in the future, since the clock was put back, for one of now", () => {
  const use = nextUse({ ...before, lastUseAtMs: nowMs + 900_000 }, unused, { nowMs });

  expect(use.lastUseAtMs).toBe(nowMs);
});

test("nextUse() and usedNow() go on from a record of an older version", () => {
  const old: Use = { lastUseAtMs: 5, readAtMs: 6, state: "known" };

  expect(nextUse(old, unused, { nowMs })).toMatchObject({ lastUseAtMs: 5, acts: {}, state: "known" });
  expect(usedNow(old, nowMs)).toMatchObject({ lastUseAtMs: nowMs, work: [], state: "known" });
  expect(nextUse(undefined, unused, { nowMs })).toMatchObject({ lastUseAtMs: nowMs });
});
