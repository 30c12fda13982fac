import { podAmounts } from "./billing.ts";
import type { Window } from "./billing-windows.ts";
import type { Account } from "./graphql.ts";
import type { NetworkVolumes } from "./network-volumes.ts";
import type { PodLife } from "./pod-life.ts";
import { volumeAmounts } from "./volume-billing.ts";

/** Source: runpod/docs accounts-billing/billing.mdx. */
const CHARGE_EVERY_MS = 5 * 60_000;

export type BalanceDeps = {
  readonly account: Account;
  readonly life: PodLife;
  readonly volumes: NetworkVolumes;
  readonly now: () => number;
};

export type Balance = {
  /** Takes what is due, each five minutes, and ends the pods when nothing is left. */
  settle(): Promise<void>;
  /** Nothing is left from now on. */
  runOut(): Promise<void>;
};

/** The account's money as it is used up by pods and volumes. */
export function createBalance({ account, life, volumes, now }: BalanceDeps): Balance {
  let chargedUntilMs = now();

  function costOf(window: Window): number {
    const nowMs = now();
    const pods = life.all().map((pod) => podAmounts(pod, window, nowMs).totalAmount);
    const stored = volumes.all().map((volume) => volumeAmounts(volume, window, nowMs).totalAmount);
    return [...pods, ...stored].reduce((sum, usd) => sum + usd, 0);
  }

  async function runOut(): Promise<void> {
    account.balanceUsd = Math.min(0, account.balanceUsd);
    await Promise.all(
      life
        .billing()
        .map(async ({ id, settings }) => life.end(id, settings.mounts?.network ? "EXITED" : "TERMINATED")),
    );
  }

  return {
    async settle() {
      const periods = Math.floor((now() - chargedUntilMs) / CHARGE_EVERY_MS);
      if (periods <= 0) return;
      const window = { fromMs: chargedUntilMs, toMs: chargedUntilMs + periods * CHARGE_EVERY_MS };
      chargedUntilMs = window.toMs;
      account.balanceUsd -= costOf(window);
      if (account.balanceUsd <= 0) await runOut();
    },
    runOut,
  };
}
