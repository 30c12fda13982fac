import type { Charge } from "../../src/core/ports/account.ts";
import { costParts, sumUsd } from "../../src/core/money/cost-parts.ts";
import { isOwn } from "../../src/core/records/own-name.ts";
import { worldStartMs } from "./story.ts";
import { hourMs } from "./units.ts";
import { instanceId, type WorldParts } from "./world-parts.ts";

/** What the team's pods have cost in a world: by the provider, and by the bot's ledger alone. */
export type Money = { readonly chargedUsd: number; readonly bookedUsd: number };

const never = new AbortController().signal;

export async function readMoney({ provider, pods, store, clock }: WorldParts): Promise<Money> {
  const own = new Set(
    pods
      .all()
      .filter((pod) => isOwn(pod, instanceId))
      .map(({ id }) => id),
  );
  const isOwnCharge = ({ of }: Charge): boolean => "providerPodId" in of && own.has(of.providerPodId);
  const charges = await provider.billing.charges(worldStartMs - 24 * hourMs, never);
  const entries = (await store.ledger.list()).map(({ value }) => value);
  const all = { fromMs: 0, toMs: clock.now() };
  return {
    chargedUsd: sumUsd(charges.filter(isOwnCharge)),
    bookedUsd: sumUsd(costParts({ entries, bills: [] }, all, clock.now())),
  };
}
