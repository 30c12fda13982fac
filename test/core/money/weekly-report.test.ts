import { expect, test } from "vitest";
import type { LedgerEntry } from "../../../src/core/records/ledger.ts";
import { dueReport, reportCard } from "../../../src/core/money/weekly-report.ts";
import { textOf } from "../../support/simulated-team.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** A Monday. */
const mondayMs = Date.UTC(2026, 0, 5);
const timeZone = "UTC";

const run: LedgerEntry = {
  podId: "k1",
  run: 1,
  kind: "up",
  provider: "memory",
  providerPodId: "p1",
  person: { platform: "web", id: "ada", name: "Ada" },
  fromMs: mondayMs + day,
  toMs: mondayMs + day + hour,
  machineUsdPerHour: 0.6,
  diskUsdPerHour: 0,
  trainings: 1,
  labels: 3,
};

function reportOf(entries: readonly LedgerEntry[], weekFromMs: number): string {
  const period = { fromMs: weekFromMs, toMs: weekFromMs + 7 * day };
  const books = { entries, bills: [] };
  return textOf(
    reportCard({ teamId: "main", books, week: "2026-W02", period, timeZone, nowMs: period.toMs + hour }),
  );
}

test("what came of a run is counted once, however many machines it had", () => {
  const second = { ...run, providerPodId: "p2", fromMs: mondayMs + 2 * day, toMs: mondayMs + 2 * day + hour };
  const rest = { ...run, kind: "rest" as const, fromMs: second.toMs, toMs: second.toMs + hour };

  const text = reportOf([run, { ...second, trainings: 2, labels: 5 }, rest], mondayMs);

  expect(text).toContain("Trainings: 2\nNew labels: 5");
  expect(text).toContain("Pods up: 2 h");
});

test("a run of the week before is not counted again", () => {
  const later = {
    ...run,
    run: 2,
    fromMs: mondayMs + 8 * day,
    toMs: mondayMs + 8 * day + hour,
    trainings: 4,
    labels: 1,
  };

  const text = reportOf([run, later], mondayMs + 7 * day);

  expect(text).toContain("Trainings: 4\nNew labels: 1");
});

test("the part that the provider has not billed for good yet is named", () => {
  expect(reportOf([run], mondayMs)).toContain("$0.60");
  expect(reportOf([run], mondayMs)).toMatch(/estimate/);
});

test.each([
  { when: "is due on Monday at eight", atMs: 7 * day + 8 * hour, week: "2026-W02" },
  { when: "is not due before", atMs: 7 * day + 7 * hour },
  { when: "was told already", reported: { week: "2026-W02", nextMs: 0 }, atMs: 7 * day + 9 * hour },
  {
    when: "waits for the next Monday",
    reported: { week: "2026-W01", nextMs: mondayMs + 8 * day },
    atMs: 7 * day + 9 * hour,
  },
  {
    when: "is due after the clock was set back by months",
    reported: { week: "2026-W20", nextMs: mondayMs + 130 * day },
    atMs: 7 * day + 9 * hour,
    week: "2026-W02",
  },
])("the report of a week $when", ({ reported, atMs, week }) => {
  expect(dueReport(reported, mondayMs + atMs, timeZone)?.week).toBe(week);
});
