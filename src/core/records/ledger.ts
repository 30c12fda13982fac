import type { PodId, ProviderPodId, VolumeId } from "./ids.ts";
import type { Person } from "./text.ts";

/** One stretch of what a pod costs: a run of it, or the time after a run in which only its disk is paid for. */
export type LedgerEntry = {
  readonly podId: PodId;
  readonly run: number;
  readonly kind: "up" | "rest";
  readonly provider: string;
  readonly providerPodId: ProviderPodId;
  /** Who started the run. */
  readonly person: Person;
  readonly gpuName?: string;
  readonly fromMs: number;
  /** Absent while it goes on. */
  readonly toMs?: number;
  /** By the provider's own rate for the machine; 0 at rest. */
  readonly machineUsdPerHour: number;
  readonly diskUsdPerHour: number;
  /** What came of the run. */
  readonly labels?: number;
  readonly trainings?: number;
};

/** The record's id, by which a stretch can be written again and again; a run may have had several machines in turn. */
export function entryId({ podId, run, kind, providerPodId }: LedgerEntry): string {
  return `${podId}-${run}-${kind}-${providerPodId}`;
}

/** What the provider charged for a pod or a network volume on one day of UTC; its id is `<day>-<pod or volume>`. */
export type Bill = {
  /** `2026-11-25`. */
  readonly day: string;
  readonly providerPodId?: ProviderPodId;
  readonly volumeId?: VolumeId;
  readonly usd: number;
  readonly diskUsd: number;
  /** The day was over for some hours when it was read, so the figure is final. */
  readonly isFinal: boolean;
};

/** The team's one record of what it was told about money, so that nothing is told twice, and of the account. */
export type MoneyTold = {
  /** The highest step of this month's budget that was told. */
  readonly budget?: BudgetTold;
  /** The alarm about the account's balance, until it was told that it is over. */
  readonly lowBalance?: LowBalance;
  /** The week that was reported last, such as `2026-W48`, and when the next report is due. */
  readonly report?: { readonly week: string; readonly nextMs: number };
  readonly account?: AccountSeen;
  /** What somebody has typed for the account's balance, which counts while the provider tells none. */
  readonly typed?: TypedBalance;
  /** Nobody knows the balance while pods cost money: the team was asked for it. */
  readonly unknown?: { readonly sinceMs: number; readonly isOver?: true };
};

export type TypedBalance = { readonly usd: number; readonly atMs: number; readonly by: Person };

/** When the account was asked last, and what it answered last; that has no balance where it does not tell one. */
export type AccountSeen = {
  readonly askedAtMs: number;
  readonly answer?: { readonly atMs: number; readonly balance?: Balance };
  /** Since when it gives no answer at all. */
  readonly silentSinceMs?: number;
};

/** The team's record has this id. */
export const moneyToldId = "money";

/** `month` is such as `2026-11`; with another budget its steps begin anew. */
export type BudgetTold = { readonly month: string; readonly budgetUsd: number; readonly percent: number };

/** Each step of the hours left is a message, the lowest the last. */
export type LowBalance = {
  readonly sinceMs: number;
  readonly steps: readonly LowBalanceStep[];
  readonly isOver?: true;
};

export type LowBalanceStep = { readonly hours: number; readonly atMs: number } & Balance;

/** What the disks of a pod cost, in USD an hour. */
export type DiskRates = { readonly running: number; readonly stopped: number };

/** What of a pod's cost is in the ledger. */
export type Booking = {
  /** Stretches of earlier runs and of machines that were given back, which have not ended, or whose end is not in the ledger. */
  readonly earlier?: readonly LedgerEntry[];
  /** What was written last. */
  readonly booked?: readonly LedgerEntry[];
};

export type Balance = {
  readonly usd: number;
  /** What the account spends now, on everything. */
  readonly usdPerHour: number;
  /** From what somebody has typed, less what pods and network volumes have cost since. */
  readonly isReckoned?: true;
};
