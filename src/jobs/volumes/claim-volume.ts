import { ConflictError } from "../../core/common/errors.ts";
import { unlistedMs } from "../../core/pods/may-be-unlisted.ts";
import type { Slot } from "../../core/ports/store.ts";
import type { Stored } from "../../core/ports/collection.ts";
import type { VolumeOrder } from "../../core/records/volume.ts";
import type { JobContext } from "../context.ts";

/**
 * Whether this run of the job may ask for the new volume. Only one may, and for as long as what that has asked for can be
 * hidden none other: a create call that runs twice at once would make two.
 */
export async function claimVolume(order: VolumeOrder, { store, clock }: JobContext): Promise<boolean> {
  const nowMs = clock.now();
  const seen = await claimOf(order, store);
  if (seen !== undefined && nowMs - (seen.value.takenAtMs ?? 0) < unlistedMs) return false;
  const claim = { holderId: order.name, takenAtMs: nowMs };
  try {
    if (seen === undefined) await store.slots.create(order.teamId, idOf(order), claim);
    else await store.slots.replace(seen, claim);
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}

/** Once it is known what became of it. */
export async function releaseVolume(order: VolumeOrder, { store }: JobContext): Promise<void> {
  const seen = await claimOf(order, store);
  if (seen !== undefined) await store.slots.remove(seen);
}

function claimOf(order: VolumeOrder, store: JobContext["store"]): Promise<Stored<Slot> | undefined> {
  return store.slots.get(order.teamId, idOf(order));
}

function idOf({ name }: VolumeOrder): string {
  return `volume-${name}`;
}
