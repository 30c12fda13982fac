import { describe, expect, it } from "vitest";
import {
  formatBar,
  formatDuration,
  formatList,
  formatMoment,
  formatUsd,
} from "../../../src/core/common/format.ts";

const s = 1000;
const min = 60 * s;
const h = 60 * min;

describe("formatDuration", () => {
  it.each([
    [-5, "0 s"],
    [0, "0 s"],
    [45 * s, "45 s"],
    [59.6 * s, "1 min"],
    [70 * s, "1 min 10 s"],
    [9 * min + 59.7 * s, "10 min"],
    [14 * min + 20 * s, "14 min"],
    [59.7 * min, "1 h"],
    [2 * h + 5 * min, "2 h 5 min"],
    [23 * h + 59.8 * min, "1 d"],
    [76 * h, "3 d 4 h"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe("formatBar", () => {
  it.each([
    [0, "░░░░░░"],
    [0.62, "███░░░"],
    [0.999, "█████░"],
    [1, "██████"],
    [7, "██████"],
    [-1, "░░░░░░"],
    [Number.NaN, "░░░░░░"],
  ])("draws %d", (fraction, text) => {
    expect(formatBar(fraction, 6)).toBe(text);
  });
});

describe("formatMoment", () => {
  const nowMs = Date.UTC(2026, 0, 5, 16, 26);

  it.each([
    [14 * min, "in 14 min (16:40)"],
    [-125 * min, "2 h 5 min ago (14:21)"],
    [200, "now (16:26)"],
    [20 * h, "in 20 h (6 Jan, 12:26)"],
  ])("writes what is %d ms away as %s", (awayMs, text) => {
    expect(formatMoment(nowMs + awayMs, nowMs, "UTC")).toBe(text);
  });

  it("shows the reader's own time of day", () => {
    expect(formatMoment(nowMs, nowMs, "America/New_York")).toBe("now (11:26)");
  });
});

describe("formatUsd", () => {
  it.each([
    [0, "$0.00"],
    [0.344, "$0.34"],
    [0.0041, "$0.004"],
    [12, "$12.00"],
    [-1.5, "−$1.50"],
  ])("writes %d as %s", (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });
});

it.each([
  [[], ""],
  [["models"], "models"],
  [["models", "studies"], "models and studies"],
  [["models", "studies", "access"], "models, studies and access"],
])("formatList() writes %j as %j", (names, text) => {
  expect(formatList(names)).toBe(text);
});
