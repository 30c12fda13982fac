import { touch } from "../core/pods/change-pod.ts";
import type { Pod } from "../core/records/pod.ts";
import { placeOf } from "../core/records/place-of.ts";
import { undatedMs } from "../core/idle/late-uses.ts";
import { update } from "../core/ports/store.ts";
import type { JobContext } from "./context.ts";

type Writer = Pick<JobContext, "store" | "clock" | "lateUses">;

/**
 * The pod with what its team has done and the store could not be told when it was done. It throws where the store does not
 * answer again, so that nothing is decided without it.
 */
export async function withLateUse(pod: Pod, { store, clock, lateUses }: Writer): Promise<Pod> {
  const { teamId } = pod;
  if (clock.isConfirmed()) lateUses.date(teamId, clock.now());
  const atMs = lateUses.latest(teamId);
  if (atMs === undefined || atMs === undatedMs) return pod;
  const stored = await update(store.pods, placeOf(pod), (current) =>
    touch(current, Math.min(atMs, clock.now())),
  );
  const holderId = (await store.slots.get(teamId, "pod"))?.value.holderId;
  if (holderId === undefined || holderId === pod.id) lateUses.written(teamId, atMs);
  return stored?.value ?? pod;
}

/** Whether something was done after the last use that the record has. */
export function isUsedSince({ teamId, run: { use } }: Pod, { clock, lateUses }: Writer): boolean {
  const atMs = lateUses.latest(teamId);
  return atMs !== undefined && use !== undefined && use.lastUseAtMs < Math.min(atMs, clock.now());
}
