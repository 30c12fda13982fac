import { requestedKeys } from "../../src/core/access/people-keys.ts";
import type { SimulatedTeam } from "../support/simulated-team.ts";

export const adas = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

export function add(key: string): string {
  return `pod ssh add key:"${key} me@example.org"`;
}

/** Keys of people that are on the team's pod now. */
export async function onPod(team: SimulatedTeam): Promise<readonly string[]> {
  const [pod] = await team.pods();
  return pod?.run.machine === undefined ? [] : team.app.provider.shell.admitted(pod.run.machine);
}

export async function fingerprintsOf(team: SimulatedTeam): Promise<readonly string[]> {
  const [pod] = await team.pods();
  return pod === undefined ? [] : requestedKeys(pod).map(({ fingerprint }) => fingerprint);
}
