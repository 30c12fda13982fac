import { strangerCard } from "../core/pod-messages.ts";
import { podNamePrefix } from "../core/pod-changes.ts";
import { ConflictError } from "../core/errors.ts";
import type { ListedPod, Pod } from "../core/pod.ts";
import type { JobContext } from "./context.ts";

/** Tells the team once about billing pods that no record knows; they are never touched. */
export async function reportStrangers(
  listed: readonly ListedPod[],
  known: readonly Pod[],
  context: JobContext,
): Promise<void> {
  const names = new Set(known.map((pod) => pod.name));
  const strangers = listed.filter(
    (pod) => !names.has(pod.name) && (pod.status === "running" || pod.status === "provisioning"),
  );
  const unseen: ListedPod[] = [];
  for (const stranger of strangers) if (await isFirstSight(stranger, context)) unseen.push(stranger);
  if (unseen.length === 0) return;
  const usdPerHour = unseen.reduce((sum, pod) => sum + pod.usdPerHour, 0);
  const isOwn = unseen.some((pod) => pod.name.startsWith(podNamePrefix(context.instanceId)));
  await context.chat.show(
    strangerCard({
      teamId: context.teamId,
      count: unseen.length,
      usdPerHour,
      isOwn,
      atMs: context.clock.now(),
    }),
  );
}

async function isFirstSight(stranger: ListedPod, context: JobContext): Promise<boolean> {
  try {
    const notice = { atMs: context.clock.now(), kind: "stranger", text: stranger.providerPodId } as const;
    await context.store.notices.create(context.teamId, `stranger-${stranger.providerPodId}`, notice);
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}
