import { costParts, sumUsd } from "../../src/core/money/cost-parts.ts";
import { readBooks } from "../../src/core/money/check-budget.ts";
import { hour, type SimulatedTeam, second } from "../support/simulated-team.ts";

export const long = { idleMs: 5_000 * hour, hardLimitMs: 5_000 * hour };
export const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER / 2 };

export async function spent(team: SimulatedTeam): Promise<number> {
  return sumUsd(costParts(await readBooks(team.app, "main"), all, team.clock.now()));
}

/** What the provider itself charges for all of it. */
export async function charged(team: SimulatedTeam): Promise<number> {
  const signal = new AbortController().signal;
  return sumUsd(await team.app.provider.billing.charges(Date.UTC(2026, 0, 1), signal));
}

/** The sweep sees within a quarter of a minute what became of a pod. */
export const sweepUsd = (0.7 * 30) / 3600;

/** How far the ledger is off from that, right after a sweep. */
export async function offBy(team: SimulatedTeam): Promise<number> {
  await team.advance(15 * second);
  return Math.abs((await spent(team)) - (await charged(team)));
}
