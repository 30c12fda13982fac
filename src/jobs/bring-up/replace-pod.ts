import { beginStop } from "../../core/pods/change-stop.ts";
import type { Pod } from "../../core/records/pod.ts";
import { update } from "../../core/ports/store.ts";
import { podPlace } from "../pod-payload.ts";
import type { StepWork } from "./step-work.ts";
import { stopPod } from "../stop/stop-pod.ts";

/**
 * Once a fresh pod has its machine, the one whose place it took is deleted with its volume, as was confirmed. The record
 * names that one until its deletion is on its way, so that a crash in between leaves nothing behind.
 */
export async function endReplaced({ pod, context, save }: StepWork): Promise<void> {
  const { teamId, replaces, askedBy } = pod;
  if (replaces === undefined) return;
  const former = { teamId, podId: replaces };
  const nowMs = context.clock.now();
  await update(context.store.pods, podPlace(former), (current) =>
    beginStop(current, { reason: "delete", volume: "delete", by: askedBy }, nowMs),
  );
  await context.queue.add(stopPod, former);
  await save(settled);
}

function settled(pod: Pod): Pod {
  const { replaces: _, ...rest } = pod;
  return rest;
}
