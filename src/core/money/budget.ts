import type { TeamId } from "../records/ids.ts";
import { monthName } from "../common/calendar.ts";
import type { Card } from "../records/card.ts";
import type { BudgetTold } from "../records/ledger.ts";
import { budgetWords } from "../words/money.ts";

/** Percent of the budget at which the team is told. */
const steps = [100, 80, 50];

type Spent = { readonly spentUsd: number; readonly budgetUsd: number };

/** Whether nothing may be started any more unless an admin says so. */
export function isBudgetUsed(spentUsd: number, budgetUsd: number): boolean {
  return spentUsd >= budgetUsd;
}

/** The step that is reached and was not told this month; of several at once the highest. */
export function dueBudgetStep(
  told: BudgetTold | undefined,
  { spentUsd, budgetUsd }: Spent,
  { nowMs, timeZone }: { readonly nowMs: number; readonly timeZone: string },
): BudgetTold | undefined {
  const month = monthName(nowMs, timeZone);
  const percent = steps.find((step) => spentUsd >= (budgetUsd * step) / 100);
  const isSame = told?.month === month && told.budgetUsd === budgetUsd;
  if (percent === undefined || (isSame && told.percent >= percent)) return undefined;
  return { month, budgetUsd, percent };
}

export function budgetCard(
  teamId: TeamId,
  { month, budgetUsd, percent }: BudgetTold,
  spentUsd: number,
): Card {
  return {
    key: `budget:${month}:${budgetUsd}:${percent}`,
    teamId,
    tone: percent >= 100 ? "bad" : "warning",
    outcome: "succeeded",
    title: budgetWords.title(percent),
    lines: budgetWords.lines(percent, spentUsd, budgetUsd),
  };
}
