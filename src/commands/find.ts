import type { Pod } from "../core/pod.ts";
import { isOpen, type Training } from "../core/training.ts";
import type { Store } from "../core/store.ts";
import { failures } from "../core/words/errors.ts";

/** The pod that has the team's place. */
export async function teamPod(store: Store, teamId: string): Promise<Pod | undefined> {
  const slot = await store.slots.get(teamId, "pod");
  return slot === undefined ? undefined : (await store.pods.get(teamId, slot.value.holderId))?.value;
}

/** The team's pod when it is live. @throws UserFacingError that says what to do when it isn't */
export async function livePod(store: Store, teamId: string): Promise<Pod> {
  const pod = await teamPod(store, teamId);
  if (pod === undefined || pod.phase === "stopped" || pod.phase === "gone") throw failures.noPod();
  if (pod.phase === "stopping") throw failures.podStopping();
  if (pod.phase === "starting") throw failures.podNotLive();
  return pod;
}

/** The training that is being submitted or runs. */
export async function openTraining(store: Store, teamId: string): Promise<Training | undefined> {
  const slot = await store.slots.get(teamId, "training");
  const training =
    slot === undefined ? undefined : (await store.trainings.get(teamId, slot.value.holderId))?.value;
  return training !== undefined && isOpen(training) ? training : undefined;
}

/** The training that was started last. */
export async function latestTraining(store: Store, teamId: string): Promise<Training | undefined> {
  const trainings = await store.trainings.list(teamId);
  return trainings.map((stored) => stored.value).toSorted((a, b) => b.askedAtMs - a.askedAtMs)[0];
}
