import type { TeamId } from "../core/records/ids.ts";
import { ConflictError } from "../core/common/errors.ts";
import type { Stored } from "../core/ports/collection.ts";
import type { Slot, Store } from "../core/ports/store.ts";

export type Claim = {
  readonly teamId: TeamId;
  readonly place: "pod" | "training";
  readonly holderId: string;
  /** The place as it was read when it counted as free. */
  readonly seen: Stored<Slot> | undefined;
};

/** Takes a place if nobody has touched it since it was read; of two at the same moment one gets it. */
export async function takeSlot(store: Store, claim: Claim): Promise<boolean> {
  const { teamId, place, holderId, seen } = claim;
  try {
    if (seen === undefined) await store.slots.create(teamId, place, { holderId });
    else await store.slots.replace(seen, { holderId });
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}
