import type { TeamId } from "../records/ids.ts";
import { type Period, weekAt, weekName } from "../common/calendar.ts";
import type { Card } from "../records/card.ts";
import { type Books, byPerson, costParts, largest, sumUsd, upMs } from "./cost-parts.ts";
import { formatDuration } from "../common/format.ts";
import type { LedgerEntry, MoneyTold } from "../records/ledger.ts";
import { nextTimeOfDay } from "../common/time-of-day.ts";
import { costWords, reportWords } from "../words/money.ts";

const reportTime = "08:00";
const longestMs = 8 * 24 * 3_600_000;

type DueReport = NonNullable<MoneyTold["report"]> & { readonly period: Period };

/** The week that is to be told of by now: the last one, from Monday morning on. */
export function dueReport(
  reported: MoneyTold["report"],
  nowMs: number,
  timeZone: string,
): DueReport | undefined {
  const isWaiting = reported !== undefined && nowMs < reported.nextMs;
  // Further away than that is a clock that was set back.
  if (isWaiting && reported.nextMs - nowMs <= longestMs) return undefined;
  const { fromMs, toMs } = weekAt(nowMs, timeZone);
  const week = weekName(fromMs - 1, timeZone);
  if (week === reported?.week || nowMs < nextTimeOfDay(reportTime, timeZone, fromMs)) return undefined;
  const nextMs = nextTimeOfDay(reportTime, timeZone, toMs);
  return { week, nextMs, period: weekAt(fromMs - 1, timeZone) };
}

type Facts = {
  readonly teamId: TeamId;
  readonly books: Books;
  readonly week: string;
  readonly period: Period;
  readonly timeZone: string;
  readonly nowMs: number;
};

/** What a week has cost and what came of it; undefined where nothing was spent. Runs count where they ended. */
export function reportCard({ teamId, books, week, period, timeZone, nowMs }: Facts): Card | undefined {
  const parts = costParts(books, period, nowMs);
  const usd = sumUsd(parts);
  if (usd === 0) return undefined;
  const before = sumUsd(costParts(books, weekAt(period.fromMs - 1, timeZone), nowMs));
  const ended = lastOfRuns(books.entries).filter(
    ({ toMs }) => toMs !== undefined && toMs > period.fromMs && toMs <= period.toMs,
  );
  const estimated = sumUsd(parts.filter(({ isEstimate }) => isEstimate));
  const people = largest(byPerson(parts), 8);
  const names = people.shown.map((share) => costWords.share(share.of.name, share.usd));
  return {
    key: `report:${week}`,
    teamId,
    tone: "quiet",
    outcome: "succeeded",
    title: reportWords.title(week),
    lines: estimated < 0.005 ? [] : [reportWords.estimate(estimated)],
    fields: [
      { name: "Cost", value: reportWords.cost(usd, before) },
      { name: "Pods up", value: [formatDuration(upMs(books.entries, period, nowMs))] },
      { name: "Trainings", value: [String(total(ended.map(({ trainings = 0 }) => trainings)))] },
      { name: "New labels", value: [String(total(ended.map(({ labels = 0 }) => labels)))] },
      ...(names.length === 0 ? [] : [{ name: "By person", value: costWords.shares(names, people.others) }]),
    ],
  };
}

/** What came of a run is told with each machine that it had: the last one has all of it. */
function lastOfRuns(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const last = new Map<string, LedgerEntry>();
  for (const entry of entries.filter(({ kind }) => kind === "up")) {
    const key = `${entry.podId} ${entry.run}`;
    if (entry.fromMs >= (last.get(key)?.fromMs ?? 0)) last.set(key, entry);
  }
  return [...last.values()];
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
