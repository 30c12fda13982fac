import type { Pod } from "../core/records/pod.ts";
import type { RunningPod } from "../core/ports/software.ts";
import type { Training, TrainingStats } from "../core/records/training.ts";
import type { JobContext } from "./context.ts";

/** The pod as it is spoken to; undefined while its machine or its provider is not known. */
export function runningPodOf(pod: Pod, context: JobContext): RunningPod | undefined {
  const provider = context.providers.get(pod.provider);
  if (provider === undefined || pod.run.machine === undefined) return undefined;
  return { pod, machine: pod.run.machine, shell: provider.shell };
}

/** What the pod's statistics say of the training's model now. @throws UnreachableError */
export async function readStats(
  training: Training,
  pod: Pod,
  { context, signal }: { readonly context: JobContext; readonly signal: AbortSignal },
): Promise<TrainingStats | undefined> {
  const site = runningPodOf(pod, context);
  return site && (await context.software.stats(site, signal))[training.request.model];
}
