import type { Clock } from "../../core/common/clock.ts";
import { nextUse } from "../../core/idle/next-use.ts";
import { mayBeCalledOff } from "../../core/pods/change-stop.ts";
import { type Pod, type StoppingPod, withRun } from "../../core/records/pod.ts";
import { placeOf } from "../../core/records/place-of.ts";
import type { ActivityReading } from "../../core/records/use.ts";
import { update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import { readActivity } from "./read-activity.ts";

/** Whether the stop of an unused pod was tried in vain, so that somebody may come back to it. */
export function isHanging(pod: Pod): pod is StoppingPod {
  return mayBeCalledOff(pod) && pod.run.stop.attempts > 0;
}

/** Notes who uses a pod whose stop hangs; `stop-pod` does what follows of it. */
export async function lookForComeback(pod: StoppingPod, context: JobContext): Promise<void> {
  const reading = await readActivity(pod, context);
  if (reading === undefined) return;
  await update(context.store.pods, placeOf(pod), (current) =>
    isHanging(current) && current.run.number === pod.run.number
      ? withNewUse(current, reading, context.clock)
      : undefined,
  );
}

/** The same record where nothing was done since. */
function withNewUse(pod: StoppingPod, reading: ActivityReading, clock: Clock): StoppingPod {
  const use = nextUse(pod.run.use, reading, { nowMs: clock.now(), isSure: clock.isConfirmed() });
  return use.lastUseAtMs === pod.run.use?.lastUseAtMs ? pod : withRun(pod, { use });
}
