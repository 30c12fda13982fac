import { describe, expect, test } from "vitest";
import { exitCodeOf, type Figure, median, mediansOf, type PartReport } from "../../bench/figures.ts";
import { toTable } from "../../bench/table.ts";

function run(fast: number, slow: number): readonly Figure[] {
  return [
    { name: "fast", value: fast, unit: "ms", aim: 5 },
    { name: "slow", value: slow, unit: "s" },
  ];
}

describe("median()", () => {
  test("is the middle value, or lies half way between the middle two", () => {
    expect(median([30, 10, 20])).toBe(20);
    expect(median([40, 10, 20, 30])).toBe(25);
  });

  test("throws when there is nothing to take it of", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

test("mediansOf() takes the median of each figure over all runs", () => {
  expect(mediansOf([run(9, 100), run(1, 300), run(2, 200)])).toEqual(run(2, 200));
});

describe("toTable()", () => {
  const figures: readonly Figure[] = [
    { name: "p99", value: 99.96, unit: "ms", aim: 100 },
    { name: "at rest", value: 200.4, unit: "MB", aim: 200 },
    { name: "cold", value: 177.2, unit: "s" },
    { name: "through", value: 79.94, unit: "%", atLeast: 80 },
  ];
  const report: PartReport = { part: "Slack", runs: 3, load: 0.52, figures };

  test("says of each figure whether its aim is reached, and at what load", () => {
    const [, p99, atRest, cold, through] = toTable([report])
      .split("\n")
      .map((row) => row.split(/ {2,}/u));

    expect(p99).toEqual(["Slack", "p99", "100.0 ms", "≤ 100 ms", "reached", "3", "0.5"]);
    expect(atRest).toEqual(["Slack", "at rest", "200 MB", "≤ 200 MB", "missed", "3", "0.5"]);
    expect(cold).toEqual(["Slack", "cold", "177 s", "3", "0.5"]);
    expect(through).toEqual(["Slack", "through", "79.9 %", "≥ 80 %", "missed", "3", "0.5"]);
  });

  test("ends the program with 1 when any aim is missed", () => {
    const of = (figure: Figure): PartReport => ({ ...report, figures: [figure] });
    const [reached, missed, aimless, tooLow] = figures.map(of);
    const skipped = { ...report, figures: [], skipped: "it needs Linux and root." };
    const all = [reached, missed, aimless, tooLow].flatMap((one) => (one === undefined ? [] : [one]));

    expect(all.map((one) => exitCodeOf([one]))).toEqual([0, 1, 0, 1]);
    expect(exitCodeOf(all)).toBe(1);
    expect(exitCodeOf([skipped])).toBe(0);
    expect(exitCodeOf([])).toBe(0);
  });

  test("says why a part has no figures", () => {
    const skipped = { ...report, figures: [], skipped: "it needs Linux and root." };

    expect(toTable([skipped])).toBe("Slack: not measured, it needs Linux and root.");
  });
});
