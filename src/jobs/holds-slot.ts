import type { TeamId } from "../core/records/ids.ts";
import type { Store } from "../core/ports/store.ts";

/**
 * Whether a pod or training has the team's place, without which nothing is rented or begun: a command writes its record
 * first, so one whose command lost the race, or died on the way, may lie there without.
 */
export async function holdsSlot(
  store: Store,
  record: { readonly teamId: TeamId; readonly id: string },
  place: "pod" | "training",
): Promise<boolean> {
  const slot = await store.slots.get(record.teamId, place);
  return slot?.value.holderId === record.id;
}
