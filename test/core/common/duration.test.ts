import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration, writeDuration } from "../../../src/core/common/duration.ts";

const minute = 60_000;

test("parseDuration() reads back what writeDuration() wrote, to the minute", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_000 * 60 * minute }), (ms) => {
      const read = parseDuration(writeDuration(ms)) ?? Number.NaN;

      expect(Math.abs(read - ms)).toBeLessThanOrEqual(ms < minute ? 500 : minute / 2);
    }),
  );
});

test.each([
  ["90m", 90 * minute],
  ["1h30m", 90 * minute],
  [" 2H ", 120 * minute],
  ["1d", 1_440 * minute],
  ["45s", 45_000],
])("parseDuration() reads “%s”", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "90", "m", "-5m", "1.5h", "1h 30m", "12345m", "1w", "１h"])(
  "parseDuration() does not take “%s”",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test("parseDuration() gives a finite time or nothing for any text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9smhd]{1,20}$/)), (text) => {
      expect(Number.isFinite(parseDuration(text) ?? 0)).toBe(true);
    }),
  );
});
