import { type ReachedPod, type ServerAddress, serverBase } from "../records/server-address.ts";
import type { Keys } from "../ports/pod-keys.ts";
import { lockOf } from "../records/pod.ts";

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
  const { machine, certificate } = pod.run;
  const isPinned = pod.request.access === "https" && machine.proxyUrl === undefined;
  return isPinned && certificate !== undefined ? { url, certificate } : { url };
}
