import type { NetworkVolume } from "../../src/core/records/volume.ts";
import { second, type SimulatedTeam } from "./simulated-team.ts";

/** Asks for the volume that most stories have. */
export const createStudies = "volume create name:studies size:100 data-center:US-TX-3";

/** The network volumes that are there now. */
export function volumesOf({ app }: SimulatedTeam): readonly NetworkVolume[] {
  return app.provider.volumes
    .kept()
    .flatMap(({ volume, goneAtMs }) => (goneAtMs === undefined ? [volume] : []));
}

/** Says the command and its yes, and waits for the work. */
export async function confirmed(team: SimulatedTeam, commandLine: string): Promise<void> {
  await team.press((await team.say(commandLine)).card, "Yes");
  await team.advance(second);
}
