import { dayAt, monthAt, type Period, weekAt } from "../common/calendar.ts";
import type { Field } from "../records/card.ts";
import {
  type Books,
  byPerson,
  byPod,
  costParts,
  type CostPart,
  largest,
  sumUsd,
  upMs,
} from "./cost-parts.ts";
import { formatUsd } from "../common/format.ts";
import type { MoneyTold } from "../records/ledger.ts";
import { hoursLeft } from "./low-balance.ts";
import { reckonedBalance } from "./reckoned-balance.ts";
import { hasMachine, monthHours, runCost, usdPerHourOfAll } from "./pod-cost.ts";
import { paidFromMs, type Pod } from "../records/pod.ts";
import type { Settings } from "../records/settings.ts";
import type { Line } from "../records/text.ts";
import { costWords } from "../words/money.ts";

/** So many people and pods are named. */
const shareCount = 8;

export type CostFacts = {
  readonly books: Books;
  /** All of the team. */
  readonly pods: readonly Pod[];
  /** The one that has the team's place. */
  readonly pod: Pod | undefined;
  readonly account: MoneyTold["account"];
  readonly typed?: MoneyTold["typed"] | undefined;
  readonly isFree: boolean;
  readonly settings: Settings;
  readonly nowMs: number;
};

/** What was spent on what by whom, what is spent now, and how long the money lasts. */
export function costSummary(facts: CostFacts): {
  readonly lines: readonly Line[];
  readonly fields: readonly Field[];
} {
  const { books, settings, nowMs, isFree } = facts;
  if (isFree && books.entries.length === 0) return { lines: [costWords.free()], fields: [] };
  const inMonth = costParts(books, monthAt(nowMs, settings.timeZone), nowMs);
  const estimated = sumUsd(inMonth.filter(({ isEstimate }) => isEstimate));
  return {
    lines: [costWords.estimate(sumUsd(inMonth), estimated)],
    fields: [...spentFields(facts, inMonth), ...shareFields(facts, inMonth), ...nowFields(facts, inMonth)],
  };
}

function spentFields(
  { books, pod, settings: { timeZone }, nowMs }: CostFacts,
  inMonth: readonly CostPart[],
): readonly Field[] {
  const spent = (period: Period): Line => [formatUsd(sumUsd(costParts(books, period, nowMs)))];
  return [
    ...(pod !== undefined && hasCost(pod) ? [{ name: "This run", value: runText(pod, nowMs) }] : []),
    { name: "Today", value: spent(dayAt(nowMs, timeZone)) },
    { name: "This week", value: spent(weekAt(nowMs, timeZone)) },
    { name: "This month", value: [formatUsd(sumUsd(inMonth))] },
  ];
}

/** One that waits for its first machine has none. */
function hasCost(pod: Pod): boolean {
  return hasMachine(pod) || pod.run.spent !== undefined;
}

function runText(pod: Pod, nowMs: number): Line {
  const untilMs = pod.run.endedAtMs ?? nowMs;
  return costWords.run(untilMs - paidFromMs(pod), runCost(pod, untilMs));
}

function shareFields({ books, settings, nowMs }: CostFacts, inMonth: readonly CostPart[]): readonly Field[] {
  const month = monthAt(nowMs, settings.timeZone);
  const people = largest(byPerson(inMonth), shareCount);
  const pods = largest(byPod(inMonth), shareCount);
  const names = people.shown.map(({ of, usd }) => costWords.share(of.name, usd));
  const ids = pods.shown.map(({ of, usd }) => {
    const own = books.entries.filter(({ podId }) => podId === of);
    return costWords.podShare(of, usd, upMs(own, month, nowMs));
  });
  if (names.length === 0) return [];
  return [
    { name: "By person, this month", value: costWords.shares(names, people.others) },
    { name: "By pod, this month", value: costWords.shares(ids, pods.others) },
  ];
}

function nowFields(facts: CostFacts, inMonth: readonly CostPart[]): readonly Field[] {
  const { pods, settings } = facts;
  const resting = pods.filter(({ phase, disk }) => phase === "stopped" && (disk?.stopped ?? 0) > 0);
  const restUsd = sumUsd(resting.map(({ disk }) => ({ usd: disk?.stopped ?? 0 })));
  const ofVolumes = sumUsd(inMonth.filter(({ volumeId }) => volumeId !== undefined));
  return [
    ...(ofVolumes === 0
      ? []
      : [{ name: "Network volumes, this month", value: costWords.volumes(ofVolumes) }]),
    { name: "Now", value: costWords.perHour(usdPerHourOfAll(pods)) },
    ...(resting.length === 0
      ? []
      : [
          {
            name: "Disks of stopped pods",
            value: costWords.perMonth(
              restUsd * monthHours,
              resting.map(({ id }) => id),
            ),
          },
        ]),
    { name: "Balance", value: balanceText(facts) },
    { name: "Budget", value: budgetText(settings, sumUsd(inMonth)) },
  ];
}

/** Of what goes on now, network volumes left out. */
function balanceText({ account, typed, books, pods, nowMs }: CostFacts): Line {
  const answer = account?.answer;
  if (answer === undefined && typed === undefined) return costWords.balanceUnread();
  const { balance, atMs = nowMs } = answer ?? {};
  if (balance === undefined && typed !== undefined) {
    const left = reckonedBalance(typed, { books, usdPerHour: usdPerHourOfAll(pods) }, nowMs);
    return costWords.reckoned(left.usd, hoursLeft(left), typed);
  }
  if (balance === undefined) return costWords.balanceUntold();
  const usdPerHour = Math.max(balance.usdPerHour, usdPerHourOfAll(pods));
  return costWords.balance(balance.usd, hoursLeft({ ...balance, usdPerHour }), atMs);
}

function budgetText({ budgetUsd }: Settings, spentUsd: number): Line {
  return budgetUsd === undefined ? costWords.noBudget() : costWords.budget(spentUsd, budgetUsd);
}
