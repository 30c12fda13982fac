import type { TeamId } from "../records/ids.ts";
import type { Balance, MoneyTold, TypedBalance } from "../records/ledger.ts";
import type { Card } from "../records/card.ts";
import type { Person } from "../records/text.ts";
import { type Books, costParts, sumUsd } from "./cost-parts.ts";
import { defined } from "../common/defined.ts";
import { unknownBalanceWords } from "../words/money.ts";

/** What is left of the figure that somebody has typed, by the provider's bills, and by the ledger for days without a final one. */
export function reckonedBalance(
  { usd, atMs }: TypedBalance,
  { books, usdPerHour }: { readonly books: Books; readonly usdPerHour: number },
  nowMs: number,
): Balance {
  const spent = sumUsd(costParts(books, { fromMs: atMs, toMs: nowMs }, nowMs));
  return { usd: usd - spent, usdPerHour, isReckoned: true };
}

/** That nobody knows the balance, after another look; once asked for, it is over when it is known again. */
export function nextUnknown(
  before: MoneyTold["unknown"],
  isKnown: boolean,
  nowMs: number,
): MoneyTold["unknown"] {
  if (isKnown) return before && { ...before, isOver: true };
  return before === undefined || before.isOver === true ? { sinceMs: nowMs } : before;
}

/** The message that asks for the balance, to be shown as often as one likes. */
export function unknownBalanceCard(
  teamId: TeamId,
  unknown: NonNullable<MoneyTold["unknown"]>,
  notify: Person | undefined,
): Card {
  const isOver = unknown.isOver === true;
  return {
    key: `balance:unknown:${unknown.sinceMs}`,
    teamId,
    tone: isOver ? "quiet" : "warning",
    outcome: isOver ? "succeeded" : "open",
    title: unknownBalanceWords.title(),
    lines: isOver ? [unknownBalanceWords.over()] : unknownBalanceWords.lines(),
    ...defined({ notify }),
  };
}
