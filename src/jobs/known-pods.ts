import type { TeamId, InstanceId } from "../core/records/ids.ts";
import type { ListedPod } from "../core/records/machine.ts";
import { isOwn, withFirstNames } from "../core/records/own-name.ts";
import type { Pod } from "../core/records/pod.ts";
import { readAll } from "../core/ports/collection.ts";
import type { Store } from "../core/ports/store.ts";

type Keeper = {
  readonly store: Pick<Store, "pods">;
  readonly teamId: TeamId;
  readonly instanceId: InstanceId;
};

/**
 * The records that a provider's list is compared with: the open ones, and of the closed ones those that are still listed.
 * What it reads grows with the list, not with the pods that there ever were.
 */
export async function knownPods(listed: readonly ListedPod[], keeper: Keeper): Promise<readonly Pod[]> {
  const open = (await keeper.store.pods.listOpen()).map(({ value }) => value);
  return [...open, ...(await closedPods(listed, open, keeper))];
}

/** The closed records of the instance's pods that are listed and that no open record has as its machine. */
export async function closedPods(
  listed: readonly ListedPod[],
  open: readonly Pod[],
  keeper: Keeper,
): Promise<readonly Pod[]> {
  const held = new Set(open.map(({ providerPodId }) => providerPodId));
  const unheld = withFirstNames(listed, keeper.instanceId).filter(
    (pod) => pod.status !== "gone" && isNamed(pod) && !held.has(pod.providerPodId),
  );
  const named = await Promise.all(unheld.map((pod) => namedRecords(pod, keeper)));
  const names = new Set(open.map(({ name }) => name));
  const unknown = unheld.filter(
    (pod, index) => isOwn(pod, keeper.instanceId) && !names.has(pod.name) && named[index]?.length === 0,
  );
  const found = [...named.flat(), ...(await searchAll(unknown, keeper.store))];
  const openIds = new Set(open.map(({ id }) => id));
  return [...new Map(found.map((pod) => [pod.id, pod])).values()].filter(({ id }) => !openIds.has(id));
}

/** Of any instance: what was taken over from another one keeps its name. */
const namePattern = /^labelpod-[a-z0-9]+-(.+)$/;

function isNamed({ name }: ListedPod): boolean {
  return namePattern.test(name);
}

/** A pod's record has the end of its name as its id; a second pod's has what its provider calls it. */
async function namedRecords(listed: ListedPod, { store, teamId }: Keeper): Promise<readonly Pod[]> {
  const ids = [namePattern.exec(listed.name)?.[1] ?? "", listed.providerPodId];
  const found = await Promise.all(
    ids.filter((id) => id !== "").map((id) => store.pods.get(listed.teamId ?? teamId, id)),
  );
  return found.flatMap((stored) => (stored === undefined ? [] : [stored.value]));
}

/** One that took over another's machine has an id of its own. Without any record the pod is adopted, so this is seldom. */
async function searchAll(
  listed: readonly ListedPod[],
  { pods }: Pick<Store, "pods">,
): Promise<readonly Pod[]> {
  if (listed.length === 0) return [];
  const ids = new Set<string | undefined>(listed.map(({ providerPodId }) => providerPodId));
  const names = new Set(listed.map(({ name }) => name));
  const found: Pod[] = [];
  for await (const { value } of readAll(pods))
    if (ids.has(value.providerPodId) || names.has(value.name)) found.push(value);
  return found;
}
