import { z } from "zod";
import type {
  AccountSeen,
  Balance,
  Bill,
  Booking,
  BudgetTold,
  DiskRates,
  LedgerEntry,
  LowBalance,
  LowBalanceStep,
  MoneyTold,
  TypedBalance,
} from "../../core/records/ledger.ts";
import { person } from "./person.ts";
import { count, ms, parts, text, usd, yes } from "./shape.ts";

export const ledgerEntry = parts<LedgerEntry>({
  podId: text,
  run: count,
  kind: z.enum(["up", "rest"]),
  provider: text,
  providerPodId: text,
  person,
  gpuName: text.exactOptional(),
  fromMs: ms,
  toMs: ms.exactOptional(),
  machineUsdPerHour: usd,
  diskUsdPerHour: usd,
  labels: count.exactOptional(),
  trainings: count.exactOptional(),
});

const entries = z.array(ledgerEntry).readonly();

export const diskRates = parts<DiskRates>({ running: usd, stopped: usd });
export const booking = parts<Booking>({ earlier: entries.exactOptional(), booked: entries.exactOptional() });

export const bill = parts<Bill>({
  day: text,
  providerPodId: text.exactOptional(),
  volumeId: text.exactOptional(),
  usd,
  diskUsd: usd,
  isFinal: z.boolean(),
});

const balanceShape = { usd, usdPerHour: usd, isReckoned: yes.exactOptional() };
const step = parts<LowBalanceStep>({ ...balanceShape, hours: z.number(), atMs: ms });

const account = parts<AccountSeen>({
  askedAtMs: ms,
  answer: parts<NonNullable<AccountSeen["answer"]>>({
    atMs: ms,
    balance: parts<Balance>(balanceShape).exactOptional(),
  }).exactOptional(),
  silentSinceMs: ms.exactOptional(),
});

export const moneyTold = parts<MoneyTold>({
  budget: parts<BudgetTold>({ month: text, budgetUsd: usd, percent: z.number() }).exactOptional(),
  lowBalance: parts<LowBalance>({
    sinceMs: ms,
    steps: z.array(step).readonly(),
    isOver: yes.exactOptional(),
  }).exactOptional(),
  report: parts<NonNullable<MoneyTold["report"]>>({ week: text, nextMs: ms }).exactOptional(),
  account: account.exactOptional(),
  typed: parts<TypedBalance>({ usd, atMs: ms, by: person }).exactOptional(),
  unknown: parts<NonNullable<MoneyTold["unknown"]>>({
    sinceMs: ms,
    isOver: yes.exactOptional(),
  }).exactOptional(),
});
