import { type Balance, type LowBalance, moneyToldId, type MoneyTold } from "../../core/records/ledger.ts";
import { lowBalanceCards, nextLowBalance } from "../../core/money/low-balance.ts";
import { nextUnknown, reckonedBalance, unknownBalanceCard } from "../../core/money/reckoned-balance.ts";
import { readBooks } from "../../core/money/check-budget.ts";
import { usdPerHourOfAll } from "../../core/money/pod-cost.ts";
import { isBilling, type Pod } from "../../core/records/pod.ts";
import type { Provider } from "../../core/ports/provider.ts";
import { put } from "../../core/ports/store.ts";
import { areShownTo } from "../../core/pods/shown-by.ts";
import type { JobContext } from "../context.ts";
import { defined } from "../../core/common/defined.ts";
import type { Updated } from "../../core/ports/store.ts";
import { logAndContinue } from "../log-and-continue.ts";

/** A little less than the time between two looks, so that one which is early asks nothing and the next does. */
const askEveryMs = 5 * 60_000 - 15_000;
const askMs = 20_000;
/** An account that gives no answer for so long tells no balance: what is left has to be known otherwise. */
const silentMs = 6 * 60 * 60_000;
/** Questions further apart are of another time: nobody asks while nothing costs money. */
const inARowMs = 15 * 60_000;

/**
 * Asks what the account has left while a pod costs money, and tells the team before that runs out; where the account does not
 * tell it, it is reckoned from what somebody has typed, or that is asked for. Each message is written down before it is told,
 * and drawn again at each look, so that a crash on the way keeps nothing back.
 */
export async function watchBalance(pods: readonly Pod[], context: JobContext): Promise<void> {
  const provider = [...context.providers.values()].find(({ billing }) => billing !== undefined);
  if (provider === undefined) return;
  const own = pods.filter((pod) => pod.provider === provider.id);
  // Another account's money is neither little nor enough for these.
  if (!areShownTo(provider.asker?.key, own)) return;
  const spent = usdPerHourOfAll(own);
  if (spent > 0) await lookAgain(provider, spent, context);
  const told = (await context.store.moneyTold.get(context.teamId, moneyToldId))?.value;
  const notify = own.find(isBilling)?.askedBy;
  if (told?.unknown !== undefined)
    await context.chat.show(unknownBalanceCard(context.teamId, told.unknown, notify));
  const found = told?.lowBalance;
  if (found === undefined) return;
  const alarm: LowBalance = spent > 0 ? found : { ...found, isOver: true };
  for (const card of lowBalanceCards(context.teamId, alarm, { notify, isSpent: spent > 0 }))
    await context.chat.show(card);
  if (alarm.isOver === true) await change(context, withoutAlarm);
}

/** One question however many looks meet; the provider may leave the disks of stopped pods out of what is spent. */
async function lookAgain(provider: Provider, spent: number, context: JobContext): Promise<void> {
  if (!(await claim(context))) return;
  const answer = await askAccount(provider, context);
  if (answer === undefined) return;
  const books = answer.balance === undefined ? await readBooks(context) : undefined;
  const atMs = context.clock.now();
  await change(context, (told) => {
    const { account: before, ...rest } = told;
    const account = answer.isSilent === true ? { ...before, askedAtMs: atMs } : { askedAtMs: atMs };
    const seen = { ...account, answer: { atMs, ...defined({ balance: answer.balance }) } };
    const left = balanceOf(answer.balance, told, { books, spent, nowMs: atMs });
    const unknown = nextUnknown(told.unknown, left !== undefined, atMs);
    const lowBalance = left === undefined ? told.lowBalance : nextLowBalance(told.lowBalance, left, atMs);
    const { lowBalance: _l, unknown: _u, typed, ...kept } = rest;
    // A figure of somebody's is of its time, and over once the account tells its own again.
    const figure = answer.balance === undefined ? defined({ typed }) : {};
    return { ...kept, ...figure, account: seen, ...defined({ unknown, lowBalance }) };
  });
}

type Reckoning = {
  readonly books: Parameters<typeof reckonedBalance>[1]["books"] | undefined;
  readonly spent: number;
  readonly nowMs: number;
};

/** What the account has, as it tells it or as it is reckoned; undefined where neither is known. */
function balanceOf(
  balance: Balance | undefined,
  { typed }: MoneyTold,
  { books, spent, nowMs }: Reckoning,
): Balance | undefined {
  if (balance !== undefined) return { ...balance, usdPerHour: Math.max(balance.usdPerHour, spent) };
  if (typed === undefined || books === undefined) return undefined;
  return reckonedBalance(typed, { books, usdPerHour: spent }, nowMs);
}

type Answer = { readonly balance?: Balance; readonly isSilent?: true };

/** Undefined while an answer may still come. */
async function askAccount(provider: Provider, context: JobContext): Promise<Answer | undefined> {
  try {
    return defined({
      balance: await provider.billing?.balance(context.clock.deadline(askMs, context.shutdown)),
    });
  } catch (error) {
    context.shutdown.throwIfAborted();
    logAndContinue(error, { event: "the account's balance can't be read" }, context);
    const nowMs = context.clock.now();
    const stored = await change(context, (told) => {
      const { askedAtMs = nowMs, ...account } = told.account ?? {};
      return { ...told, account: { silentSinceMs: nowMs, askedAtMs, ...account } };
    });
    const { silentSinceMs = nowMs } = stored?.value.account ?? {};
    return nowMs - silentSinceMs >= silentMs ? { isSilent: true } : undefined;
  }
}

/** Writes down that the account is asked now; false where it was asked just before. */
async function claim(context: JobContext): Promise<boolean> {
  const nowMs = context.clock.now();
  const stored = await change(context, (told) => {
    const askedAtMs = told.account?.askedAtMs ?? 0;
    const isFirst = nowMs < askedAtMs || nowMs - askedAtMs >= askEveryMs;
    if (!isFirst) return undefined;
    const { silentSinceMs, ...account } = told.account ?? {};
    const silent = nowMs - askedAtMs < inARowMs ? defined({ silentSinceMs }) : {};
    return { ...told, account: { ...account, ...silent, askedAtMs: nowMs } };
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
