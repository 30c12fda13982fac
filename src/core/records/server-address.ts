import { lockOf, type Machine, type Pod } from "./pod.ts";
import type { Keys } from "../ports/pod-keys.ts";
import type { Inline } from "./text.ts";

/** A MONAI Label with its key in the URL; with a certificate, only what shows that very one is it. */
export type ServerAddress = {
  readonly url: string;
  /** SHA-256, 64 hex digits in small letters. */
  readonly certificate?: string;
};

/** A pod whose machine is known. */
export type ReachedPod = Pod & { readonly machine: Machine };

export function isReached(pod: Pod): pod is ReachedPod {
  return pod.machine !== undefined;
}

/** The address of MONAI Label without a key, at which nobody gets in. */
export function serverBase({ machine, wishes }: Pick<ReachedPod, "machine" | "wishes">): string {
  const { host, port } = machine.api;
  return machine.proxyUrl ?? `${wishes.access === "https" ? "https" : "http"}://${host}:${port}`;
}

/** The address to paste into 3D Slicer, or of a page below it, for a card. */
export function serverUrl(pod: ReachedPod, path = ""): Inline {
  return { kind: "server-url", base: serverBase(pod), lock: lockOf(pod), path };
}

/** Where the bot itself calls MONAI Label. */
export function serverAddress(pod: ReachedPod, keys: Keys): ServerAddress {
  return addressWith(pod, keys.ofBot(lockOf(pod)));
}

/** The same server by the people's key, to see whether that opens it. */
export function peopleAddress(pod: ReachedPod, keys: Keys): ServerAddress {
  return addressWith(pod, keys.ofPeople(lockOf(pod)));
}

/** The provider's proxy shows a certificate of its own, which the system's authorities vouch for. */
function addressWith(pod: ReachedPod, key: string): ServerAddress {
  const url = `${serverBase(pod)}/${key}`;
  const { certificate, machine, wishes } = pod;
  const isPinned = wishes.access === "https" && machine.proxyUrl === undefined;
  return isPinned && certificate !== undefined ? { url, certificate } : { url };
}
