import type { Balance } from "../core/account.ts";
import { isOpen, usdPerHourNow } from "../core/cost.ts";
import { type LowBalance, moneyToldId, type MoneyTold } from "../core/ledger.ts";
import { lowBalanceCards, nextLowBalance } from "../core/low-balance.ts";
import { isBilling, type Pod } from "../core/pod.ts";
import type { Provider } from "../core/ports.ts";
import { put } from "../core/store.ts";
import type { JobContext } from "./context.ts";

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
  const before = (await context.store.moneyTold.get(context.teamId, moneyToldId))?.value.lowBalance;
  const after = own.some(costsMoney)
    ? await lookAgain(provider, context)
    : before && (await change(context, () => ({ ...before, isOver: true })));
  const alarm = after ?? before;
  if (alarm === undefined) return;
  const askedBy = own.find(isBilling)?.askedBy;
  for (const card of lowBalanceCards(context.teamId, alarm, askedBy)) await context.chat.show(card);
  if (alarm.isOver === true) await change(context, () => undefined);
}

/** While it is up, and while it is stopped with a disk that is paid for. */
function costsMoney(pod: Pod): boolean {
  return isBilling(pod) || (pod.phase === "stopped" && (pod.disk?.stopped ?? 0) > 0);
}

/** One question however many looks meet. */
async function lookAgain(provider: Provider, context: JobContext): Promise<LowBalance | undefined> {
  if (!(await claim(context))) return undefined;
  const balance = await provider.billing?.balance(context.clock.deadline(askMs, context.shutdown));
  const askedAtMs = context.clock.now();
  await noteTold(context, (told) => ({
    ...told,
    account: { askedAtMs, answer: { atMs: askedAtMs, ...(balance === undefined ? {} : { balance }) } },
  }));
  if (balance === undefined) return undefined;
  const spent = await withOwnSpend(balance, provider, context);
  return change(context, (before) => nextLowBalance(before, spent, askedAtMs));
}

/** Writes down that the account is asked now; false where it was asked just before. */
async function claim(context: JobContext): Promise<boolean> {
  const nowMs = context.clock.now();
  const isFirst: boolean[] = [];
  await noteTold(context, (told) => {
    const askedAtMs = told?.account?.askedAtMs ?? 0;
    isFirst.push(nowMs < askedAtMs || nowMs - askedAtMs >= askEveryMs);
    return isFirst.at(-1) === true ? { ...told, account: { ...told?.account, askedAtMs: nowMs } } : undefined;
  });
  return isFirst.at(-1) === true;
}

/** The provider may leave the disks of stopped pods out. */
async function withOwnSpend(balance: Balance, { id }: Provider, { store }: JobContext): Promise<Balance> {
  const entries = (await store.ledger.list()).map(({ value }) => value);
  const own = usdPerHourNow(entries.filter((entry) => entry.provider === id && isOpen(entry)));
  return { ...balance, usdPerHour: Math.max(balance.usdPerHour, own) };
}

async function change(
  context: JobContext,
  next: (before: LowBalance | undefined) => LowBalance | undefined,
): Promise<LowBalance | undefined> {
  const stored = await noteTold(context, (told = {}) => {
    const { lowBalance: before, ...rest } = told;
    const lowBalance = next(before);
    return lowBalance === undefined ? rest : { ...rest, lowBalance };
  });
  return stored?.value.lowBalance;
}

async function noteTold(
  { store, teamId }: JobContext,
  next: (told: MoneyTold | undefined) => MoneyTold | undefined,
): ReturnType<typeof put<MoneyTold>> {
  return put(store.moneyTold, { teamId, id: moneyToldId }, next);
}
