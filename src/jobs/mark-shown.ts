import { markedBy } from "../core/pods/shown-by.ts";
import type { Provider } from "../core/ports/provider.ts";
import { update } from "../core/ports/store.ts";
import type { ProviderPodId } from "../core/records/ids.ts";
import { placeOf } from "../core/records/place-of.ts";
import type { Pod } from "../core/records/pod.ts";
import type { JobContext } from "./context.ts";
import { askerOf } from "./find-machine.ts";

type Shown = {
  readonly pod: Pod;
  readonly provider: Pick<Provider, "asker">;
  /** What the provider has shown just now. */
  readonly id: ProviderPodId;
  readonly signal: AbortSignal;
};

/** The pod with the mark of the key that has shown its machine, which the sweep may not have noted before that is taken away. */
export async function markShown(
  { pod, provider, id, signal }: Shown,
  { store }: Pick<JobContext, "store">,
): Promise<Pod> {
  const key = provider.asker?.key;
  if (key === undefined || pod.shownBy?.key === key) return pod;
  const asker = await askerOf(provider, signal);
  if (asker === undefined) return pod;
  const stored = await update(store.pods, placeOf(pod), (current) =>
    current.providerPodId === id ? { ...current, shownBy: markedBy(current.shownBy, asker) } : undefined,
  );
  return stored?.value ?? pod;
}
