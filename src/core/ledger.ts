import type { Person } from "./text.ts";

/**
 * One stretch of what a pod costs: a run of it, or the time after a run in which only its disk is paid for. Its id is
 * `<pod>-<run>-up` or `<pod>-<run>-rest`, so that it can be written again and again.
 */
export type LedgerEntry = {
  readonly podId: string;
  readonly run: number;
  readonly kind: "up" | "rest";
  readonly provider: string;
  readonly providerPodId: string;
  /** Who started the run. */
  readonly person: Person;
  readonly gpuName?: string;
  readonly fromMs: number;
  /** Absent while it goes on. */
  readonly toMs?: number;
  /** By the provider's own rate for the machine; 0 at rest. */
  readonly machineUsdPerHour: number;
  readonly diskUsdPerHour: number;
};

/** What the provider charged for a pod or a network volume on one day of UTC; its id is `<day>-<pod or volume>`. */
export type Bill = {
  /** `2026-11-25`. */
  readonly day: string;
  readonly providerPodId?: string;
  readonly volumeId?: string;
  readonly usd: number;
  readonly diskUsd: number;
  /** The day was over when it was read, so the figure is final. */
  readonly isFinal: boolean;
};

/** What was told to the team about money, so that nothing is told twice. */
export type MoneyTold = {
  /** `2026-11`, and the highest step of the budget that was told in it. */
  readonly budget?: { readonly month: string; readonly percent: number };
  /** The lowest step of the hours left that was told; absent once the balance is higher again. */
  readonly balanceHours?: number;
  /** `2026-W48`. */
  readonly reportedWeek?: string;
};
