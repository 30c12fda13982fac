import { type LowBalance, moneyToldId, type MoneyTold } from "../../core/records/ledger.ts";
import { lowBalanceCards, nextLowBalance } from "../../core/money/low-balance.ts";
import { usdPerHourOf } from "../../core/money/pod-cost.ts";
import { isBilling, type Pod } from "../../core/records/pod.ts";
import type { Provider } from "../../core/ports/provider.ts";
import { put } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import { defined } from "../../core/common/defined.ts";
import type { Updated } from "../../core/ports/store.ts";

/** A little less than the time between two looks, so that one which is early asks nothing and the next does. */
const askEveryMs = 5 * 60_000 - 15_000;
const askMs = 20_000;

/**
 * Asks what the account has left while a pod costs money, and tells the team before that runs out. The alarm is written
 * down before it is told, and drawn again at each look, so that a crash on the way keeps nothing back.
 */
export async function watchBalance(pods: readonly Pod[], context: JobContext): Promise<void> {
  const provider = [...context.providers.values()].find(({ billing }) => billing !== undefined);
  if (provider === undefined) return;
  const own = pods.filter((pod) => pod.provider === provider.id);
  const spent = own.reduce((sum, pod) => sum + usdPerHourOf(pod), 0);
  if (spent > 0) await lookAgain(provider, spent, context);
  const told = (await context.store.moneyTold.get(context.teamId, moneyToldId))?.value;
  const found = told?.lowBalance;
  if (found === undefined) return;
  const alarm: LowBalance = spent > 0 ? found : { ...found, isOver: true };
  const notify = own.find(isBilling)?.askedBy;
  for (const card of lowBalanceCards(context.teamId, alarm, { notify, isSpent: spent > 0 }))
    await context.chat.show(card);
  if (alarm.isOver === true) await change(context, withoutAlarm);
}

/** One question however many looks meet; the provider may leave the disks of stopped pods out of what is spent. */
async function lookAgain(provider: Provider, spent: number, context: JobContext): Promise<void> {
  if (!(await claim(context))) return;
  const balance = await provider.billing?.balance(context.clock.deadline(askMs, context.shutdown));
  const atMs = context.clock.now();
  await change(context, (told) => {
    const account = { askedAtMs: atMs, answer: { atMs, ...defined({ balance }) } };
    if (balance === undefined) return { ...told, account };
    const whole = { ...balance, usdPerHour: Math.max(balance.usdPerHour, spent) };
    const lowBalance = nextLowBalance(told.lowBalance, whole, atMs);
    return { ...told, account, ...defined({ lowBalance }) };
  });
}

/** Writes down that the account is asked now; false where it was asked just before. */
async function claim(context: JobContext): Promise<boolean> {
  const nowMs = context.clock.now();
  const stored = await change(context, (told) => {
    const askedAtMs = told.account?.askedAtMs ?? 0;
    const isFirst = nowMs < askedAtMs || nowMs - askedAtMs >= askEveryMs;
    return isFirst ? { ...told, account: { ...told.account, askedAtMs: nowMs } } : undefined;
  });
  return stored?.isChanged === true;
}

async function change(
  { store, teamId }: JobContext,
  next: (told: MoneyTold) => MoneyTold | undefined,
): Promise<Updated<MoneyTold> | undefined> {
  return put(store.moneyTold, { teamId, id: moneyToldId }, (told = {}) => next(told));
}

function withoutAlarm(told: MoneyTold): MoneyTold {
  const { lowBalance: _, ...rest } = told;
  return rest;
}
