import type { TeamId } from "../core/records/ids.ts";
import type { Pod } from "../core/records/pod.ts";
import type { Stored } from "../core/ports/collection.ts";
import { isOpen, type Training } from "../core/records/training.ts";
import type { Slot, Store } from "../core/ports/store.ts";
import { placeOfTeam } from "../jobs/restore-place.ts";
import { failures } from "../core/words/errors.ts";

/** One of the team's places as it was read, with what has it; only who names this very reading may take it over. */
export type HeldSlot<T> = { readonly slot: Stored<Slot> | undefined; readonly holder: T | undefined };

/** The team's place for a pod. */
export async function podSlot(store: Store, teamId: TeamId): Promise<HeldSlot<Pod>> {
  const open = async (): Promise<readonly Pod[]> =>
    (await store.pods.listOpen(teamId)).map(({ value }) => value);
  const slot = await placeOfTeam(teamId, open, store);
  const holder = slot === undefined ? undefined : await store.pods.get(teamId, slot.value.holderId);
  return { slot, holder: holder?.value };
}

/** The pod that has the team's place. */
export async function teamPod(store: Store, teamId: TeamId): Promise<Pod | undefined> {
  return (await podSlot(store, teamId)).holder;
}

/** The pod that the option `id` names, else the team's own. */
export async function namedPod(
  store: Store,
  teamId: TeamId,
  { id }: Readonly<Record<string, unknown>>,
): Promise<Pod | undefined> {
  return typeof id === "string" ? (await store.pods.get(teamId, id))?.value : teamPod(store, teamId);
}

/** The team's pod when it is live. @throws UserFacingError that says what to do when it isn't */
export async function livePod(store: Store, teamId: TeamId): Promise<Pod> {
  const pod = await teamPod(store, teamId);
  if (pod === undefined || pod.phase === "stopped" || pod.phase === "gone") throw failures.noPod();
  if (pod.phase === "stopping") throw failures.podStopping();
  if (pod.phase === "starting") throw failures.podNotLive();
  return pod;
}

/** The team's place for a training; one that has ended has it no more. */
export async function trainingSlot(store: Store, teamId: TeamId): Promise<HeldSlot<Training>> {
  const slot = await store.slots.get(teamId, "training");
  const training =
    slot === undefined ? undefined : (await store.trainings.get(teamId, slot.value.holderId))?.value;
  if (training !== undefined && isOpen(training)) return { slot, holder: training };
  // Where the place alone was lost, one that runs must have had it.
  const running = (await store.trainings.listOpen(teamId)).find(({ value }) => value.state === "running");
  return { slot, holder: running?.value };
}

/** The training that is being submitted or runs. */
export async function openTraining(store: Store, teamId: TeamId): Promise<Training | undefined> {
  return (await trainingSlot(store, teamId)).holder;
}

/** The training that was started last. */
export async function latestTraining(store: Store, teamId: TeamId): Promise<Training | undefined> {
  const trainings = await store.trainings.list(teamId);
  return trainings.map((stored) => stored.value).toSorted((a, b) => b.askedAtMs - a.askedAtMs)[0];
}
