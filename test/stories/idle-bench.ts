import type { Card } from "../../src/core/records/card.ts";
import { type SimulatedTeam, minute } from "../support/simulated-team.ts";

/** Live somewhat over a minute after `/pod up`, so warned about 4 and stopped about 7 minutes after `podUp()`. */
export const quick = { idleMs: 6 * minute, graceMs: 3 * minute } as const;

export function warnings(team: SimulatedTeam): readonly Card[] {
  return team.cards("Nobody uses pod");
}

export async function phaseOf(team: SimulatedTeam): Promise<string | undefined> {
  return (await team.pods())[0]?.phase;
}
