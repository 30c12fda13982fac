import { unshownCards } from "../../core/cards/account-cards.ts";
import { isSame } from "../../core/common/is-same.ts";
import { missedByKey } from "../../core/pods/shown-by.ts";
import { placeOf } from "../../core/records/place-of.ts";
import type { Pod } from "../../core/records/pod.ts";
import { update } from "../../core/ports/store.ts";
import type { Provider } from "../../core/ports/provider.ts";
import type { ShownBy } from "../../core/records/shown-by.ts";
import type { JobContext } from "../context.ts";
import { noteShown } from "./note-shown.ts";

type Account = {
  readonly provider: Provider;
  readonly pods: readonly Pod[];
  readonly asker: ShownBy | undefined;
  readonly signal: AbortSignal;
};

/** A list can lack what the key is shown alone; what it is not shown at all is told, and nothing else follows from that. */
export async function settleUnshown(
  pod: Pod,
  { provider, pods, asker, signal }: Account,
  context: JobContext,
): Promise<void> {
  const { providerPodId } = pod;
  const isShown =
    providerPodId !== undefined && (await provider.pods.get(providerPodId, signal)) !== undefined;
  if (isShown) await noteShown(pods, { asker, ids: new Set([providerPodId]) }, context);
  else await tellUnshown(pod, context);
}

/** Again and again. */
async function tellUnshown(pod: Pod, context: JobContext): Promise<void> {
  const nowMs = context.clock.now();
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    current.phase !== "gone" &&
    current.providerPodId === pod.providerPodId &&
    isSame(current.shownBy, pod.shownBy)
      ? missedByKey(current, nowMs)
      : undefined,
  );
  if (stored === undefined) return;
  if (stored.isChanged)
    context.log.warn("the present key is not shown a pod", { podId: pod.id, phase: pod.phase });
  for (const card of unshownCards(stored.value)) await context.chat.show(card);
}
