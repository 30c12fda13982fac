import type { TeamId } from "../records/ids.ts";
import { isBudgetUsed } from "./budget.ts";
import { monthAt } from "../common/calendar.ts";
import { type Books, costParts, sumUsd } from "./cost-parts.ts";
import { settingsOf } from "../idle/pod-policy.ts";
import type { Settings } from "../records/settings.ts";
import type { Store } from "../ports/store.ts";
import { moneyFailures } from "../words/money.ts";

type Keeper = { readonly store: Pick<Store, "ledger" | "bills"> };
type Bot = Keeper & { readonly store: Pick<Store, "settings">; readonly settings: Settings };

/** What is known of the team's costs; without one, of all. */
export async function readBooks({ store }: Keeper, teamId?: TeamId): Promise<Books> {
  const [entries, bills] = await Promise.all([store.ledger.list(teamId), store.bills.list(teamId)]);
  return { entries: entries.map(({ value }) => value), bills: bills.map(({ value }) => value) };
}

/** USD that the team has spent since the first of the month, by the clocks of its time zone. */
export async function spentThisMonth(
  keeper: Keeper,
  { teamId, timeZone, nowMs }: { readonly teamId: TeamId; readonly timeZone: string; readonly nowMs: number },
): Promise<number> {
  const books = await readBooks(keeper, teamId);
  return sumUsd(costParts(books, monthAt(nowMs, timeZone), nowMs));
}

/** @throws UserFacingError when the team has spent its month's budget */
export async function checkBudget(bot: Bot, teamId: TeamId, nowMs: number): Promise<void> {
  const { budgetUsd, timeZone } = await settingsOf(bot, teamId);
  if (budgetUsd === undefined) return;
  const spentUsd = await spentThisMonth(bot, { teamId, timeZone, nowMs });
  if (isBudgetUsed(spentUsd, budgetUsd)) throw moneyFailures.beyondBudget(spentUsd, budgetUsd);
}
