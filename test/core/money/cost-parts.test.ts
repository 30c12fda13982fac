import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dayAt, monthAt, utcDayName } from "../../../src/core/common/calendar.ts";
import {
  type Books,
  byPerson,
  byPod,
  costParts,
  largest,
  sumUsd,
  upMs,
} from "../../../src/core/money/cost-parts.ts";
import type { Bill, LedgerEntry } from "../../../src/core/records/ledger.ts";

const hour = 3_600_000;
const day = 24 * hour;
const startMs = Date.UTC(2026, 9, 26);
const nowMs = startMs + 10 * day;
const all = { fromMs: startMs - 40 * day, toMs: nowMs + 40 * day };
const people = ["Ada", "Bob"].map((name) => ({ platform: "web" as const, id: name.toLowerCase(), name }));
const [ada] = people;
if (ada === undefined) throw new Error("there are people");

const whole: LedgerEntry = {
  podId: "k1",
  run: 1,
  kind: "up",
  provider: "memory",
  providerPodId: "p1",
  person: ada,
  fromMs: startMs,
  toMs: startMs + 2 * day,
  machineUsdPerHour: 0.6,
  diskUsdPerHour: 0.1,
};

function billOf(usd: number, change: Partial<Bill> = {}): Bill {
  return { day: utcDayName(startMs), providerPodId: "p1", usd, diskUsd: 0, isFinal: true, ...change };
}

/** Runs of two people's pods, one after the other on each pod, some going on, with bills for some of the days. */
const anyBooks: fc.Arbitrary<Books> = fc
  .record({
    stretches: fc.array(
      fc.record({
        pod: fc.constantFrom("k1", "k2", "k3"),
        person: fc.constantFrom(...people),
        kind: fc.constantFrom("up" as const, "rest" as const),
        hours: fc.integer({ min: 0, max: 60 }),
        gapHours: fc.integer({ min: 0, max: 30 }),
        machine: fc.constantFrom(0, 0.36, 0.69),
        disk: fc.constantFrom(0, 0.008, 0.0137),
      }),
      { maxLength: 12 },
    ),
    bills: fc.uniqueArray(
      fc.record({
        pod: fc.constantFrom("k1", "k2", "k3", "volume"),
        dayNumber: fc.integer({ min: 0, max: 12 }),
        usd: fc.double({ min: 0, max: 30, noNaN: true }),
        isFinal: fc.boolean(),
      }),
      { selector: ({ pod, dayNumber }) => `${pod}${dayNumber}`, maxLength: 12 },
    ),
  })
  .map(({ stretches, bills }) => ({
    entries: stretches.map(({ pod, person, kind, hours, gapHours, machine, disk }, index) => {
      const fromMs =
        startMs +
        stretches.slice(0, index).reduce((sum, other) => sum + (other.hours + other.gapHours) * hour, 0) +
        gapHours * hour;
      const isLast = index === stretches.length - 1;
      const end = isLast ? {} : { toMs: fromMs + hours * hour };
      const rates = { machineUsdPerHour: kind === "up" ? machine : 0, diskUsdPerHour: disk };
      return {
        podId: pod,
        run: index,
        kind,
        provider: "memory",
        providerPodId: pod,
        person,
        fromMs,
        ...end,
        ...rates,
      };
    }),
    bills: bills.map(({ pod, dayNumber, usd, isFinal }) => ({
      day: utcDayName(startMs + dayNumber * day),
      ...(pod === "volume" ? { volumeId: pod } : { providerPodId: pod }),
      usd,
      diskUsd: 0,
      isFinal,
    })),
  }));

test("costParts() shares all of it out: no part is negative, and people, volumes and pods together are the whole", () => {
  fc.assert(
    fc.property(anyBooks, (books) => {
      const parts = costParts(books, all, nowMs);

      const ofVolumes = parts.filter(({ volumeId }) => volumeId !== undefined);
      expect(parts.every(({ usd }) => usd > 0)).toBe(true);
      expect(sumUsd([...byPerson(parts), ...ofVolumes])).toBeCloseTo(sumUsd(parts), 6);
      expect(sumUsd([...byPod(parts), ...ofVolumes])).toBeCloseTo(sumUsd(parts), 6);
    }),
  );
});

test("costParts() counts each moment once, wherever a time is cut in two, in any zone", () => {
  const cuts = fc.integer({ min: -2 * 24, max: 14 * 24 });
  fc.assert(
    fc.property(anyBooks, cuts, (books, cutHours) => {
      const cutMs = startMs + cutHours * hour;
      const { fromMs, toMs } = all;

      const before = sumUsd(costParts(books, { fromMs, toMs: cutMs }, nowMs));
      const after = sumUsd(costParts(books, { fromMs: cutMs, toMs }, nowMs));

      expect(before + after).toBeCloseTo(sumUsd(costParts(books, all, nowMs)), 6);
    }),
  );
});

test("costParts() of days is as much as of their month", () => {
  fc.assert(
    fc.property(anyBooks, fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"), (books, timeZone) => {
      const month = monthAt(startMs + 8 * day, timeZone);
      let [ofDays, atMs] = [0, month.fromMs];
      while (atMs < month.toMs) {
        const period = dayAt(atMs, timeZone);
        ofDays += sumUsd(costParts(books, period, nowMs));
        atMs = period.toMs;
      }

      expect(ofDays).toBeCloseTo(sumUsd(costParts(books, month, nowMs)), 6);
    }),
  );
});

test("costParts() takes a pod's day as the provider has billed it finally, in the place of the estimate", () => {
  const books = { entries: [whole], bills: [billOf(20)] };

  const parts = costParts(books, all, nowMs);

  expect(parts.map(({ usd, isEstimate }) => [usd, isEstimate])).toEqual([
    [20, false],
    [expect.closeTo(24 * 0.7, 6), true],
  ]);
});

test("costParts() leaves the estimate where a bill is not final", () => {
  const books = { entries: [whole], bills: [billOf(20, { isFinal: false })] };

  expect(sumUsd(costParts(books, all, nowMs))).toBeCloseTo(48 * 0.7, 6);
});

test("costParts() shares a billed day between two people in proportion to what their runs cost by the ledger", () => {
  const [, bob = ada] = people;
  const first = { ...whole, toMs: startMs + 6 * hour };
  const second = { ...whole, run: 2, person: bob, fromMs: startMs + 12 * hour, toMs: startMs + 24 * hour };
  const books = { entries: [first, second], bills: [billOf(9)] };

  const shares = byPerson(costParts(books, all, nowMs));

  expect(shares.map(({ of, usd }) => [of.name, usd])).toEqual([
    ["Bob", expect.closeTo(6, 9)],
    ["Ada", expect.closeTo(3, 9)],
  ]);
});

test("costParts() shares a billed day by time where no rate is known", () => {
  const unknown = { machineUsdPerHour: 0, diskUsdPerHour: 0 };
  const entries = [
    { ...whole, ...unknown, toMs: startMs + 6 * hour },
    { ...whole, ...unknown, run: 2, fromMs: startMs + 6 * hour, toMs: startMs + 8 * hour },
  ];

  const parts = costParts({ entries, bills: [billOf(4)] }, all, nowMs);

  expect(parts.map(({ usd }) => usd)).toEqual([3, 1]);
});

test("costParts() gives a billed day of which the ledger knows nothing to the stretch before it", () => {
  const bill = billOf(1.5, { day: utcDayName(startMs + 5 * day) });

  const parts = costParts({ entries: [whole], bills: [bill] }, all, nowMs);

  expect(parts.filter(({ isEstimate }) => !isEstimate)).toEqual([
    { usd: 1.5, isEstimate: false, entry: whole },
  ]);
});

test("costParts() knows nothing of a pod that is not in the ledger: it is somebody else's", () => {
  const books = { entries: [whole], bills: [billOf(100, { providerPodId: "stranger" })] };

  expect(sumUsd(costParts(books, all, nowMs))).toBeCloseTo(48 * 0.7, 6);
});

test("costParts() has a network volume as a part of its own, an estimate until its day is over", () => {
  const today = utcDayName(nowMs - hour);
  const bill = { day: today, volumeId: "v1", usd: 0.1, diskUsd: 0.1, isFinal: false };

  expect(costParts({ entries: [], bills: [bill] }, all, nowMs)).toEqual([
    { usd: 0.1, isEstimate: true, volumeId: "v1" },
  ]);
});

test("what goes on costs up to now", () => {
  const { toMs: _, ...open } = { ...whole, fromMs: nowMs - 3 * hour };

  expect(sumUsd(costParts({ entries: [open], bills: [] }, all, nowMs))).toBeCloseTo(2.1, 9);
  expect(upMs([open, whole], all, nowMs)).toBe(2 * day + 3 * hour);
});

test("largest() names so many and sums the others up", () => {
  const shares = [5, 3, 2, 1].map((usd) => ({ of: `k${usd}`, usd }));

  expect(largest(shares, 2)).toEqual({ shown: shares.slice(0, 2), others: { of: 2, usd: 3 } });
  expect(largest(shares, 4).others).toEqual({ of: 0, usd: 0 });
});
