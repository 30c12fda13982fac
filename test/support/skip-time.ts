import type { SimulatedTeam } from "./simulated-team.ts";

/** Lets days go by in which the bot has nothing to do but to look, without each of its looks. */
export async function skipTime(team: SimulatedTeam, ms: number): Promise<void> {
  team.app.queue.postpone(team.clock.now() + ms);
  await team.advance(ms);
}
