import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  dayAt,
  monthAt,
  monthName,
  overlapMs,
  utcDay,
  utcDayName,
  weekAt,
  weekName,
} from "../../../src/core/common/calendar.ts";

const hour = 3_600_000;
/** Changes of the clocks at midnight, at 2:00, by half an hour, and never. */
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Havana",
  "America/Santiago",
  "Asia/Beirut",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
];
const moments = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) });
const places = fc.constantFrom(...zones);

function dateIn(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(atMs);
}

test("dayAt() holds all moments of one date and no others", () => {
  fc.assert(
    fc.property(moments, places, (atMs, timeZone) => {
      const { fromMs, toMs } = dayAt(atMs, timeZone);

      const date = dateIn(atMs, timeZone);
      expect([fromMs, toMs - 1].map((ms) => dateIn(ms, timeZone))).toEqual([date, date]);
      expect([fromMs - 1, toMs].map((ms) => dateIn(ms, timeZone))).not.toContain(date);
    }),
  );
});

test.each([
  ["dayAt", dayAt],
  ["weekAt", weekAt],
  ["monthAt", monthAt],
])("%s() holds the moment that it is asked for, and the next one begins where it ends", (_name, periodAt) => {
  fc.assert(
    fc.property(moments, places, (atMs, timeZone) => {
      const period = periodAt(atMs, timeZone);

      expect(period.fromMs).toBeLessThanOrEqual(atMs);
      expect(period.toMs).toBeGreaterThan(atMs);
      expect(periodAt(period.toMs, timeZone).fromMs).toBe(period.toMs);
    }),
  );
});

test("dayAt() knows the days that are shorter and longer", () => {
  const spring = dayAt(Date.UTC(2026, 2, 29, 12), "Europe/Berlin");
  const autumn = dayAt(Date.UTC(2026, 9, 25, 12), "Europe/Berlin");

  expect([spring, autumn].map(({ fromMs, toMs }) => (toMs - fromMs) / hour)).toEqual([23, 25]);
});

test.each([
  [Date.UTC(2026, 10, 25), "2026-W48"],
  [Date.UTC(2021, 0, 3), "2020-W53"],
  [Date.UTC(2024, 11, 30), "2025-W01"],
  [Date.UTC(2027, 0, 1), "2026-W53"],
])("weekName() of %i is %s, as ISO 8601 counts", (atMs, name) => {
  expect(weekName(atMs, "UTC")).toBe(name);
});

test("monthName() is that of the clocks of the zone", () => {
  const atMs = Date.UTC(2026, 10, 30, 23, 30);

  expect([monthName(atMs, "UTC"), monthName(atMs, "Europe/Berlin")]).toEqual(["2026-11", "2026-12"]);
});

test("utcDay() reads what utcDayName() writes", () => {
  fc.assert(
    fc.property(moments, (atMs) => {
      const { fromMs, toMs } = utcDay(utcDayName(atMs));

      expect([fromMs <= atMs, atMs < toMs, toMs - fromMs]).toEqual([true, true, 24 * hour]);
    }),
  );
});

test.each([
  [0, 10, 10],
  [5, 20, 5],
  [10, 20, 0],
  [-5, 3, 3],
])("overlapMs() of 0 to 10 with %i to %i is %i", (fromMs, toMs, shared) => {
  expect(overlapMs({ fromMs: 0, toMs: 10 }, { fromMs, toMs })).toBe(shared);
});
