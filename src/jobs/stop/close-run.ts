import { unshownCards } from "../../core/cards/account-cards.ts";
import { outdatedCards } from "../../core/cards/address-cards.ts";
import { outageCards } from "../../core/cards/outage-cards.ts";
import { closingCard, unreachableCard } from "../../core/cards/pod-alarms.ts";
import { closed } from "../../core/pods/change-stop.ts";
import { type Store, update } from "../../core/ports/store.ts";
import type { Card } from "../../core/records/card.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { type GonePod, isUnclosed, type Pod, type StoppedPod } from "../../core/records/pod.ts";
import type { JobContext } from "../context.ts";
import { showPod } from "../show-pod.ts";
import { endTrainingsOf } from "../training/end-training.ts";
import { announceEnd } from "./announce-end.ts";

/**
 * Frees the place, ends what trained on it and tells the channel. Each may be done twice, and the record says when all is
 * done, so that a crash on the way leaves a pod that the sweep brings back here.
 */
export async function closeRun(pod: StoppedPod | GonePod, context: JobContext): Promise<undefined> {
  if (pod.phase === "gone") await releaseSlot(context.store, pod);
  await endTrainingsOf(pod, context);
  const counted = (await context.store.pods.get(pod.teamId, pod.id))?.value;
  const summed = counted?.run.number === pod.run.number ? counted : pod;
  await showPod(summed, context);
  for (const card of [...outdatedCards(summed), ...outageCards(summed), ...unshownAtEnd(summed)])
    await context.chat.show(card);
  if (pod.run.unreachable !== undefined)
    await context.chat.show(unreachableCard(summed, pod.run.unreachable.sinceMs, false));
  await announceEnd(summed, context);
  await context.chat.show(closingCard(summed, context.clock.now()));
  await update(context.store.pods, placeOf(pod), (current) =>
    current.run.number === pod.run.number && current.phase === pod.phase && isUnclosed(current)
      ? closed(current)
      : undefined,
  );
  return undefined;
}

/** What was said of one that nobody could see is settled by its end; one that is stopped is told by the sweep. */
function unshownAtEnd(pod: Pod): readonly Card[] {
  return pod.phase === "gone" ? unshownCards(pod) : [];
}

/**
 * A pod that is gone makes room for a new one, and gives the place back to the one that it was to replace, which is still
 * there or is still being stopped; a stopped one keeps its place.
 */
async function releaseSlot(store: Store, { id, teamId, run: { replaces } }: Pod): Promise<void> {
  const slot = await store.slots.get(teamId, "pod");
  if (slot?.value.holderId !== id) return;
  const former = replaces === undefined ? undefined : await store.pods.get(teamId, replaces);
  if (former !== undefined && former.value.phase !== "gone")
    await store.slots.replace(slot, { holderId: former.id });
  else await store.slots.remove(slot);
}
