import { podIdOf } from "../records/ids.ts";
import type { Pod } from "../records/pod.ts";

/**
 * The pod that must have had its team's place, of those that are open: where the place alone was lost, as by a Redis that
 * throws records away, a command would else rent a second one. Undefined where none can have had it: one without a machine
 * may have lost the race for the place, and a second pod of the team never had it.
 */
export function ownerOfPlace(open: readonly Pod[]): Pod | undefined {
  return open.filter(canOwn).toSorted((a, b) => rank(a) - rank(b) || startOf(b) - startOf(a))[0];
}

function canOwn({ id, phase, providerPodId, uncertainSinceMs, run }: Pod): boolean {
  if (phase === "gone" || run.stop?.reason === "duplicate") return false;
  // A second pod's record has the name that its provider gave it.
  return uncertainSinceMs !== undefined || (providerPodId !== undefined && podIdOf(providerPodId) !== id);
}

const ranks = { live: 0, starting: 0, stopping: 1, stopped: 2, gone: 3 } as const;

function rank({ phase }: Pod): number {
  return ranks[phase];
}

function startOf({ run }: Pod): number {
  return run.startedAtMs;
}
