import type { Pod } from "../../core/records/pod.ts";
import type { ActivityReading } from "../../core/records/use.ts";
import type { JobContext } from "../context.ts";
import { runningPodOf } from "../running-pod.ts";
import { logAndContinue } from "../log-and-continue.ts";

/** The longest that a reading takes, in milliseconds. */
export const readMs = 30_000;

/** Who uses a pod now; undefined when it can't be read: that counts as in use, up to the hard limit. */
export async function readActivity(pod: Pod, context: JobContext): Promise<ActivityReading | undefined> {
  const site = runningPodOf(pod, context);
  if (site === undefined) return undefined;
  const signal = context.clock.deadline(readMs, context.shutdown);
  try {
    return await context.software.activity(site, signal);
  } catch (error) {
    logAndContinue(error, { event: "use of the pod can't be read", podId: pod.id }, context);
    return undefined;
  }
}
