import { lockOf, type Pod } from "./pod.ts";
import type { Machine } from "./machine.ts";
import type { Inline } from "./text.ts";

/** A MONAI Label with its key in the URL; with a certificate, only what shows that very one is it. */
export type ServerAddress = {
  readonly url: string;
  /** SHA-256, 64 hex digits in small letters. */
  readonly certificate?: string;
};

/** A pod whose machine is known. */
export type ReachedPod<P extends Pod = Pod> = P & { readonly run: { readonly machine: Machine } };

export function isReached<P extends Pod>(pod: P): pod is ReachedPod<P> {
  return pod.run.machine !== undefined;
}

/** The address of MONAI Label without a key, at which nobody gets in. */
export function serverBase({
  run: { machine },
  request,
}: Pick<Pod, "request"> & { readonly run: { readonly machine: Machine } }): string {
  const { host, port } = machine.api;
  return machine.proxyUrl ?? `${request.access === "https" ? "https" : "http"}://${host}:${port}`;
}

/** The address to paste into 3D Slicer, or of a page below it, for a card. */
export function serverUrl(pod: ReachedPod, path = ""): Inline {
  return { kind: "server-url", base: serverBase(pod), lock: lockOf(pod), path };
}
