import type { InstanceId, VolumeId } from "../records/ids.ts";
import type { NetworkVolume, VolumeUse } from "../records/volume.ts";
import { isOwn, podNamePrefix } from "../records/own-name.ts";
import type { Pod } from "../records/pod.ts";
import type { ListedPod } from "../records/machine.ts";
import { volumeFailures } from "../words/volume.ts";

/** The name at the provider, with the instance's id in it as in those of its pods. */
export function fullVolumeName(chosen: string, instanceId: InstanceId): string {
  return `${podNamePrefix(instanceId)}${chosen}`;
}

/** As people call it: without the instance's id where it has one. */
export function shortVolumeName({ name }: Pick<NetworkVolume, "name">, instanceId: InstanceId): string {
  return isOwn({ name }, instanceId) ? name.slice(podNamePrefix(instanceId).length) : name;
}

/** The volume of this id or name; of two with one name, the instance's own. */
export function findVolume(
  volumes: readonly NetworkVolume[],
  wanted: string,
  instanceId: InstanceId,
): NetworkVolume | undefined {
  const names = [fullVolumeName(wanted, instanceId), wanted];
  return (
    volumes.find(({ id }) => id === wanted) ??
    names.map((name) => volumes.find((volume) => volume.name === name)).find(Boolean)
  );
}

/** A team's records of its pods, and what the provider lists in the whole account. */
export type KnownPods = { readonly records: readonly Pod[]; readonly listed: readonly ListedPod[] };

/** A pod whose record says that it is gone may be listed for a while, and has nothing any more. */
export function useOfVolume(volumeId: VolumeId, { records, listed }: KnownPods): VolumeUse {
  const mounting = listed.filter((pod) => pod.volumeId === volumeId && pod.status !== "gone");
  const ids = new Set(mounting.map(({ providerPodId }) => providerPodId));
  const own = records.find(
    ({ phase, request, providerPodId = "" }) =>
      phase !== "gone" && (request.volumeId === volumeId || ids.has(providerPodId)),
  );
  if (own !== undefined) return { kind: "own", podId: own.id };
  for (const { providerPodId = "" } of records) ids.delete(providerPodId);
  return { kind: ids.size > 0 ? "other" : "none" };
}

/** @throws UserFacingError when a pod has it */
export function requireUnused(volumeId: VolumeId, pods: KnownPods): void {
  const { kind } = useOfVolume(volumeId, pods);
  if (kind === "own") throw volumeFailures.inUse();
  if (kind === "other") throw volumeFailures.inUseElsewhere();
}
