import {
  type Billing,
  type Charge,
  networkVolumeUsdPerMonth,
  type StoragePrices,
} from "../core/ports/account.ts";
import type { Balance } from "../core/records/ledger.ts";
import type { Clock } from "../core/common/clock.ts";
import type { FaultGate } from "./faults.ts";
import type { MeteredPod } from "./meter.ts";
import type { KeptVolume } from "./volumes.ts";
import { defined } from "../core/common/defined.ts";

export type BillingCall = "balance" | "charges";

export type SimulatedBilling = Billing & {
  /** What the account has from now on; undefined: it is not told any more. */
  setBalance(usd: number | undefined): void;
};

type Options = {
  readonly clock: Clock;
  readonly gate: FaultGate<BillingCall>;
  readonly prices: StoragePrices;
  pods(): readonly MeteredPod[];
  volumes(): readonly KeptVolume[];
};

type Span = { readonly fromMs: number; readonly toMs?: number };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const monthHours = 30.44 * 24;
const firstBalanceUsd = 25;

/** Charges for what the pods and volumes of the twin were; the balance stays as it is set. */
export function createSimulatedBilling({ clock, gate, ...account }: Options): SimulatedBilling {
  let balanceUsd: number | undefined = firstBalanceUsd;

  function balance(): Balance | undefined {
    const nowMs = clock.now();
    const up = account.pods().filter(({ ups }) => ups.some(({ toMs = Infinity }) => toMs > nowMs));
    const usdPerHour = up.reduce((sum, { spec }) => sum + spec.offer.usdPerHour, 0);
    return balanceUsd === undefined ? undefined : { usd: balanceUsd, usdPerHour };
  }

  function charges(fromMs: number): readonly Charge[] {
    const untilMs = clock.now();
    const count = Math.max(0, Math.ceil((untilMs - fromMs) / dayMs));
    const days = Array.from({ length: count }, (_, index) => fromMs + index * dayMs);
    return days.flatMap((startMs) => {
      const day = { fromMs: startMs, toMs: Math.min(startMs + dayMs, untilMs) };
      const made = [
        ...account.pods().map((pod) => podCharge(pod, day, account.prices)),
        ...account.volumes().map((kept) => volumeCharge(kept, day, account.prices)),
      ];
      return made.filter(({ usd }) => usd > 0).map((charge) => ({ ...charge, toMs: startMs + dayMs }));
    });
  }

  return {
    setBalance(usd) {
      balanceUsd = usd;
    },
    balance: (signal) => gate.pass("balance", signal, balance),
    charges: (fromMs, signal) => gate.pass("charges", signal, () => charges(fromMs)),
  };
}

function podCharge(
  { providerPodId, spec, life, ups }: MeteredPod,
  day: Required<Span>,
  prices: StoragePrices,
): Charge {
  const upHours = ups.reduce((sum, span) => sum + hoursIn(span, day), 0);
  const restHours = hoursIn(life, day) - upHours;
  const volumeGib = spec.networkVolumeId === undefined ? spec.volumeGib : 0;
  const upUsd = upHours * (spec.containerDiskGib + volumeGib) * prices.running;
  const diskUsd = (upUsd + restHours * volumeGib * prices.stopped) / monthHours;
  return { of: { providerPodId }, ...day, usd: diskUsd + upHours * spec.offer.usdPerHour, diskUsd };
}

function volumeCharge(
  { volume, sizes, goneAtMs }: KeptVolume,
  day: Required<Span>,
  prices: StoragePrices,
): Charge {
  const usd = sizes.reduce((sum, { gib, fromMs }, index) => {
    const toMs = sizes[index + 1]?.fromMs ?? goneAtMs;
    const hours = hoursIn({ fromMs, ...defined({ toMs }) }, day);
    return sum + (hours * networkVolumeUsdPerMonth(gib, prices)) / monthHours;
  }, 0);
  return { of: { volumeId: volume.id }, ...day, usd, diskUsd: usd };
}

/** How much of the window it takes. */
function hoursIn({ fromMs, toMs = Infinity }: Span, window: Required<Span>): number {
  return Math.max(0, Math.min(toMs, window.toMs) - Math.max(fromMs, window.fromMs)) / hourMs;
}
