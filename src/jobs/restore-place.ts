import { ConflictError } from "../core/common/errors.ts";
import { ownerOfPlace } from "../core/pods/owner-of-place.ts";
import type { TeamId } from "../core/records/ids.ts";
import type { Pod } from "../core/records/pod.ts";
import type { Stored } from "../core/ports/collection.ts";
import type { Slot, Store } from "../core/ports/store.ts";

type Places = Pick<Store, "slots">;

/** The team's place for a pod, given back to the one of its open pods that had it where the place alone was lost. */
export async function placeOfTeam(
  teamId: TeamId,
  open: () => Promise<readonly Pod[]>,
  { slots }: Places,
): Promise<Stored<Slot> | undefined> {
  const slot = await slots.get(teamId, "pod");
  if (slot !== undefined) return slot;
  const owner = ownerOfPlace(await open());
  if (owner === undefined) return undefined;
  try {
    return await slots.create(teamId, "pod", { holderId: owner.id });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return slots.get(teamId, "pod");
  }
}
