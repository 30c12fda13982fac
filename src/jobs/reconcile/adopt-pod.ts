import { podIdOf } from "../../core/records/ids.ts";
import { ConflictError } from "../../core/common/errors.ts";
import { adoptedCard, duplicateCard } from "../../core/cards/pod-alarms.ts";
import { podNamePrefix } from "../../core/records/own-name.ts";
import { adopted, adoptedDuplicate, type Adoption, withDiskOf } from "../../core/pods/adopted-pod.ts";
import { isUp, type ListedPod } from "../../core/records/machine.ts";
import type { Provider } from "../../core/ports/provider.ts";
import { settingsOf } from "../../core/idle/pod-policy.ts";
import { advancePod } from "../bring-up/advance-pod.ts";
import type { JobContext } from "../context.ts";
import { stopPod } from "../stop/stop-pod.ts";
import { podPayloadOf } from "../pod-payload.ts";
import { showPod } from "../show-pod.ts";

/** Looks after a pod again that this instance made and that the store has forgotten, as after a loss of Redis. */
export async function adoptPod(listed: ListedPod, provider: Provider, context: JobContext): Promise<void> {
  const adoption = await adoptionOf(listed, provider, context);
  const pod = adopted(listed, adoption, context.clock.now());
  const slot = await context.store.slots.get(pod.teamId, "pod");
  const holder = slot && (await context.store.pods.get(pod.teamId, slot.value.holderId))?.value;
  // One that has no machine yet takes this one over where it would have rented.
  if (holder?.phase === "starting" && holder.providerPodId === undefined) return;
  const isFree = holder === undefined || holder.phase === "gone";
  if (!isFree && isUp(listed)) return stopDuplicate(listed, provider, context);
  // One that is stopped beside another has no place, but is there to be seen and deleted.
  const kept = isFree ? pod : { ...pod, id: podIdOf(listed.providerPodId) };
  try {
    // The place first: a place whose pod has no record counts as free.
    if (isFree && slot === undefined)
      await context.store.slots.create(pod.teamId, "pod", { holderId: pod.id });
    else if (isFree && slot !== undefined) await context.store.slots.replace(slot, { holderId: pod.id });
    await context.store.pods.create(kept.teamId, kept.id, kept);
  } catch (error) {
    // Another sweep, or a command at the same moment; the next sweep sees what became of it.
    if (!(error instanceof ConflictError)) throw error;
    return;
  }
  context.log.warn("a forgotten pod was adopted", { podId: kept.id, phase: kept.phase });
  await context.chat.show(adoptedCard(kept));
  if (kept.phase === "starting") await context.queue.add(advancePod, podPayloadOf(kept));
}

/** Gives a second pod a record of its own, so that its stop is followed to its end as any other. */
export async function stopDuplicate(
  listed: ListedPod,
  provider: Provider,
  context: JobContext,
): Promise<void> {
  const nowMs = context.clock.now();
  const stopping = adoptedDuplicate(listed, await adoptionOf(listed, provider, context), nowMs);
  try {
    await context.store.pods.create(stopping.teamId, stopping.id, stopping);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return;
  }
  await context.chat.show(duplicateCard(stopping));
  await showPod(stopping, context);
  await context.queue.add(stopPod, podPayloadOf(stopping));
}

async function adoptionOf(listed: ListedPod, provider: Provider, context: JobContext): Promise<Adoption> {
  const { teamId = context.teamId, name } = listed;
  const settings = await settingsOf(context, teamId);
  const { cloud, country, models, studies, usePretrained, access } = settings;
  const request = withDiskOf({ cloud, country, models, studies, usePretrained, access }, listed);
  const id = name.slice(podNamePrefix(context.instanceId).length);
  return { id, teamId, provider: provider.id, request, bootId: context.bootId };
}
