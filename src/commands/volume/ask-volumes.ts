import type { Volumes } from "../../core/ports/account.ts";
import type { NetworkVolume } from "../../core/records/volume.ts";
import { findVolume } from "../../core/volumes/find-volume.ts";
import { volumeFailures } from "../../core/words/volume.ts";
import type { CommandContext } from "../context.ts";

/** Longer than other answers may take, which wait for nothing outside. */
const askMs = 5_000;

/** Asks the provider about its network volumes. @throws UserFacingError also where there are none, or it is too slow */
export async function askVolumes<T>(
  { provider, clock }: Pick<CommandContext, "provider" | "clock">,
  ask: (volumes: Volumes, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (provider.volumes === undefined) throw volumeFailures.none();
  const signal = clock.deadline(askMs);
  try {
    return await ask(provider.volumes, signal);
  } catch (error) {
    if (signal.aborted) throw volumeFailures.noAnswer();
    throw error;
  }
}

/** The volume of that name or id. @throws UserFacingError */
export async function volumeNamed(wanted: string, context: CommandContext): Promise<NetworkVolume> {
  const listed = await askVolumes(context, (volumes, signal) => volumes.list(signal));
  const found = findVolume(listed, wanted, context.instanceId);
  if (found === undefined) throw volumeFailures.unknown();
  return found;
}
