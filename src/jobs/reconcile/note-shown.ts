import { settledCard } from "../../core/cards/account-cards.ts";
import { isSame } from "../../core/common/is-same.ts";
import { markedBy, toBeMarked } from "../../core/pods/shown-by.ts";
import type { Pod } from "../../core/records/pod.ts";
import { placeOf } from "../../core/records/place-of.ts";
import type { ShownBy } from "../../core/records/shown-by.ts";
import { update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";

export type Shown = {
  readonly asker: ShownBy | undefined;
  /** What it is shown, by the provider's ids. */
  readonly ids: ReadonlySet<string>;
};

/** Notes on the records which key has shown their machines, where that has changed; returns them as they are then. */
export async function noteShown(
  pods: readonly Pod[],
  { asker, ids }: Shown,
  context: JobContext,
): Promise<readonly Pod[]> {
  if (asker === undefined) return pods;
  const noted = new Map<string, Pod>();
  for (const pod of toBeMarked({ asker, pods, ids })) {
    const isShown = ids.has(pod.providerPodId ?? "");
    // Told before it is forgotten, so that a crash on the way keeps nothing back.
    if (pod.unshown !== undefined)
      await context.chat.show(settledCard(pod, pod.unshown, isShown ? "shown" : "vouched-for"));
    const stored = await update(context.store.pods, placeOf(pod), (current) =>
      isOfSameMachine(current, pod) ? marked(current, asker) : undefined,
    );
    if (stored !== undefined) noted.set(pod.id, stored.value);
  }
  return pods.map((pod) => noted.get(pod.id) ?? pod);
}

function marked(pod: Pod, asker: ShownBy): Pod {
  const { unshown: _, ...rest } = pod;
  return { ...rest, shownBy: markedBy(pod.shownBy, asker) };
}

/** It may have gone on to another machine meanwhile. */
function isOfSameMachine({ providerPodId, shownBy }: Pod, seen: Pod): boolean {
  return providerPodId === seen.providerPodId && isSame(shownBy, seen.shownBy);
}
