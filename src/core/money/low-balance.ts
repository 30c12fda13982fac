import type { TeamId } from "../records/ids.ts";
import type { Balance, LowBalance, LowBalanceStep } from "../records/ledger.ts";
import type { Card } from "../records/card.ts";
import type { Line, Person } from "../records/text.ts";
import { balanceWords } from "../words/money.ts";
import { defined } from "../common/defined.ts";

/** Hours left at which the team is told. */
const steps = [1, 6, 24];

/** How long the money lasts; undefined where nothing is spent. */
export function hoursLeft({ usd, usdPerHour }: Balance): number | undefined {
  return usdPerHour > 0 ? Math.max(0, usd) / usdPerHour : undefined;
}

/**
 * The alarm after another look at the balance. A lower step is told in another message; once there is more again than the
 * lowest step that was told, the alarm is over, and another begins where that is needed.
 */
export function nextLowBalance(
  before: LowBalance | undefined,
  balance: Balance,
  nowMs: number,
): LowBalance | undefined {
  // Until that was told nothing new begins.
  if (before?.isOver === true) return before;
  const left = hoursLeft(balance) ?? Number.POSITIVE_INFINITY;
  const hours = steps.find((step) => left <= step);
  const lowest = before?.steps.at(-1)?.hours;
  if (before === undefined || lowest === undefined)
    return hours === undefined ? undefined : { sinceMs: nowMs, steps: [{ hours, atMs: nowMs, ...balance }] };
  if (hours === undefined || hours > lowest) return { ...before, isOver: true };
  return hours === lowest
    ? before
    : { ...before, steps: [...before.steps, { hours, atMs: nowMs, ...balance }] };
}

/** The messages of an alarm, to be shown as often as one likes; `isSpent` tells whether anything costs money still. */
export function lowBalanceCards(
  teamId: TeamId,
  alarm: LowBalance,
  { notify, isSpent }: { readonly notify?: Person | undefined; readonly isSpent: boolean },
): readonly Card[] {
  const over = isSpent ? balanceWords.over() : balanceWords.unspent();
  return alarm.steps
    .map((step) => lowBalanceCard(teamId, alarm, { step, over }))
    .map((card) => ({
      ...card,
      ...defined({ notify }),
    }));
}

type Told = { readonly step: LowBalanceStep; readonly over: Line };

function lowBalanceCard(teamId: TeamId, { sinceMs, isOver }: LowBalance, { step, over }: Told): Card {
  const tone = step.hours > 1 ? "warning" : "bad";
  return {
    key: `balance:${sinceMs}:${step.hours}`,
    teamId,
    tone: isOver === true ? "quiet" : tone,
    outcome: isOver === true ? "succeeded" : "open",
    title: balanceWords.title(step.hours),
    lines: isOver === true ? [over] : balanceWords.lines(step),
  };
}
