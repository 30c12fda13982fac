import type { NetworkVolume, VolumeWish } from "./account.ts";
import { isOwn, podNamePrefix } from "./pod-changes.ts";
import type { Pod } from "./pod.ts";
import type { Person } from "./text.ts";

/** A change of a network volume that somebody has confirmed. */
export type VolumeOrder = {
  readonly id: string;
  readonly teamId: string;
  readonly provider: string;
  /** As people call it. */
  readonly name: string;
  readonly change: VolumeChange;
  readonly by: Person;
  readonly askedAtMs: number;
};

export type VolumeChange =
  | { readonly kind: "create"; readonly wish: VolumeWish }
  | { readonly kind: "grow"; readonly volumeId: string; readonly sizeGib: number }
  | { readonly kind: "delete"; readonly volumeId: string };

/** The name at the provider, with the instance's id in it as in those of its pods. */
export function fullVolumeName(chosen: string, instanceId: string): string {
  return `${podNamePrefix(instanceId)}${chosen}`;
}

/** As people call it: without the instance's id where it has one. */
export function shortVolumeName({ name }: Pick<NetworkVolume, "name">, instanceId: string): string {
  return isOwn({ name }, instanceId) ? name.slice(podNamePrefix(instanceId).length) : name;
}

/** The volume of this id or name; of two with one name, the instance's own. */
export function findVolume(
  volumes: readonly NetworkVolume[],
  wanted: string,
  instanceId: string,
): NetworkVolume | undefined {
  const names = [fullVolumeName(wanted, instanceId), wanted];
  return (
    volumes.find(({ id }) => id === wanted) ??
    names.map((name) => volumes.find((volume) => volume.name === name)).find(Boolean)
  );
}

/** The pod that works on it, or would at its next start. */
export function podOnVolume(pods: readonly Pod[], volumeId: string): Pod | undefined {
  return pods.find(({ phase, wishes }) => phase !== "gone" && wishes.volumeId === volumeId);
}
