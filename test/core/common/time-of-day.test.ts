import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isTimeZone, nextTimeOfDay } from "../../../src/core/common/time-of-day.ts";

const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland");
const moments = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2030, 0, 1) });
/** Not the hours of the night that are lacking when clocks are put forward. */
const times = fc
  .tuple(fc.integer({ min: 4, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));

function clockOf(atMs: number, timeZone: string): string {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(atMs);
}

test("nextTimeOfDay() is the next moment at which clocks there show the time", () => {
  fc.assert(
    fc.property(times, zones, moments, (text, timeZone, nowMs) => {
      const foundMs = nextTimeOfDay(text, timeZone, nowMs);

      expect(foundMs).toBeGreaterThan(nowMs);
      expect(foundMs - nowMs).toBeLessThanOrEqual(25 * 3_600_000);
      expect(clockOf(foundMs, timeZone)).toBe(text);
    }),
  );
});

test.each([
  ["18:00", "Europe/Berlin", ["2026-07-01T12:00:00.000Z", "2026-07-01T16:00:00.000Z"]],
  ["18:00", "Europe/Berlin", ["2026-07-01T16:00:00.000Z", "2026-07-02T16:00:00.000Z"]],
  ["08:30", "America/New_York", ["2026-01-15T23:00:00.000Z", "2026-01-16T13:30:00.000Z"]],
  // The clocks are put back in between.
  ["06:00", "Europe/Berlin", ["2026-10-24T20:00:00.000Z", "2026-10-25T05:00:00.000Z"]],
] as const)(
  "nextTimeOfDay() of %s in %s is the second of %j after the first",
  (text, timeZone, [now, next]) => {
    const foundMs = nextTimeOfDay(text, timeZone, Date.parse(now));

    expect(new Date(foundMs).toISOString()).toBe(next);
  },
);

test.each([
  ["Europe/Berlin", true],
  ["UTC", true],
  ["Mars/Olympus", false],
  ["", false],
])("isTimeZone() of “%s” is %s", (text, expected) => {
  expect(isTimeZone(text)).toBe(expected);
});
