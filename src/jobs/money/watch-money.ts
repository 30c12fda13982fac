import type { TeamId } from "../../core/records/ids.ts";
import { budgetCard, dueBudgetStep } from "../../core/money/budget.ts";
import { unusedDiskCard } from "../../core/money/unused-disk.ts";
import { moneyToldId, type MoneyTold } from "../../core/records/ledger.ts";
import type { Pod } from "../../core/records/pod.ts";
import { settingsOf } from "../../core/idle/pod-policy.ts";
import type { Settings } from "../../core/records/settings.ts";
import { readBooks, spentThisMonth } from "../../core/money/check-budget.ts";
import { put } from "../../core/ports/store.ts";
import { dueReport, reportCard } from "../../core/money/weekly-report.ts";
import type { JobContext } from "../context.ts";
import type { Job } from "../define.ts";
import { noPayload } from "../pod-payload.ts";
import { logAndContinue } from "../log-and-continue.ts";
import { watchBalance } from "./watch-balance.ts";

export const watchMoneyEveryMs = 5 * 60_000;

/** What the looks of one team's money work with. */
type Look = {
  readonly teamId: TeamId;
  readonly told: MoneyTold;
  readonly pods: readonly Pod[];
  readonly settings: Settings;
};

/**
 * Tells the team what it should know about its money: a step of its budget, a balance that runs out, a stopped pod that
 * was forgotten, and each week's report. What was told is written down after it: a crash in between tells the same
 * message again, which changes nothing.
 */
export const watchMoney: Job<Record<string, never>> = {
  name: "watch-money",
  lane: "watch",
  isTimed: true,
  parse: (payload) => noPayload.parse(payload),
  key: () => "all",
  async run(_payload, context) {
    const pods = (await context.store.pods.listOpen()).map(({ value }) => value);
    const teams = new Set([context.teamId, ...pods.map(({ teamId }) => teamId)]);
    await alone("balance", context, () => watchBalance(pods, context));
    for (const teamId of teams) await alone("team", context, () => lookAtTeam(teamId, pods, context));
    return undefined;
  },
};

async function lookAtTeam(teamId: TeamId, pods: readonly Pod[], context: JobContext): Promise<void> {
  const stored = await context.store.moneyTold.get(teamId, moneyToldId);
  const look: Look = {
    teamId,
    told: stored?.value ?? {},
    pods: pods.filter((pod) => pod.teamId === teamId),
    settings: await settingsOf(context, teamId),
  };
  await alone("budget", context, () => tellBudget(look, context));
  await alone("forgotten pods", context, () => tellForgotten(look, context));
  await alone("week", context, () => tellWeek(look, context));
}

/** What fails for one keeps nothing from the others. */
async function alone(what: string, context: JobContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logAndContinue(error, { event: "the money can't be looked at", what }, context);
  }
}

async function tellBudget({ teamId, told, settings }: Look, context: JobContext): Promise<void> {
  const { budgetUsd, timeZone } = settings;
  if (budgetUsd === undefined) return;
  const nowMs = context.clock.now();
  const spentUsd = await spentThisMonth(context, { teamId, timeZone, nowMs });
  const due = dueBudgetStep(told.budget, { spentUsd, budgetUsd }, { nowMs, timeZone });
  if (due === undefined) return;
  await context.chat.show(budgetCard(teamId, due, spentUsd));
  await note(teamId, { budget: due }, context);
}

async function tellForgotten({ teamId, pods }: Look, { chat, clock, store }: JobContext): Promise<void> {
  const holderId = (await store.slots.get(teamId, "pod"))?.value.holderId;
  for (const pod of pods) {
    const card = unusedDiskCard(pod, holderId, clock.now());
    if (card !== undefined) await chat.show(card);
  }
}

async function tellWeek({ teamId, told, settings }: Look, context: JobContext): Promise<void> {
  const { timeZone } = settings;
  const nowMs = context.clock.now();
  const due = dueReport(told.report, nowMs, timeZone);
  if (due === undefined) return;
  const { week, nextMs, period } = due;
  const books = await readBooks(context, teamId);
  const card = reportCard({ teamId, books, week, period, timeZone, nowMs });
  if (card !== undefined) await context.chat.show(card);
  await note(teamId, { report: { week, nextMs } }, context);
}

async function note(teamId: TeamId, change: MoneyTold, { store }: JobContext): Promise<void> {
  await put(store.moneyTold, { teamId, id: moneyToldId }, (current) => ({ ...current, ...change }));
}
