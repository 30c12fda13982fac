import { refusedCard } from "../../core/cards/account-cards.ts";
import { isRefusal, nextRefusal } from "../../core/pods/refusal.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import { isBilling, type Pod } from "../../core/records/pod.ts";
import type { UserFacingError } from "../../core/common/errors.ts";
import type { ListedPod } from "../../core/records/machine.ts";
import type { Provider } from "../../core/ports/provider.ts";
import type { Refusal } from "../../core/records/seen-differences.ts";
import { put } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";

/** What the provider lists; what keeps it from that for good is told. @throws as `Pods.list` */
export async function listOrTell(
  { id, pods }: Provider,
  { open, signal }: { readonly open: readonly Pod[]; readonly signal: AbortSignal },
  context: JobContext,
): Promise<readonly ListedPod[]> {
  try {
    return await pods.list(signal);
  } catch (error) {
    if (isRefusal(error)) await noteRefusal({ provider: id, pods: open, error }, context);
    throw error;
  }
}

type Refused = {
  readonly provider: string;
  readonly pods: readonly Pod[];
  readonly error: UserFacingError;
};

/**
 * Tells the team once that the provider refuses to answer while a pod is up, from the second look on and until it answers
 * again. It is written down before it is told, and shown at each look, so that a crash on the way keeps nothing back.
 */
async function noteRefusal({ provider, pods, error }: Refused, context: JobContext): Promise<void> {
  const billed = pods.filter((pod) => pod.provider === provider && isBilling(pod));
  if (billed.length === 0) return;
  const { store, teamId, clock } = context;
  const nowMs = clock.now();
  const stored = await put(store.sightings, { teamId, id: provider }, (seen) => {
    const refused = nextRefusal(seen?.refused, error, nowMs);
    return refused === seen?.refused ? seen : { seen: {}, containers: {}, ...seen, refused };
  });
  const refusal = stored?.value.refused;
  if (refusal?.isTold !== true) return;
  const limits = await Promise.all(
    billed.map(async (pod) => ({ pod, ...policyOf(pod, await settingsOf(context, pod.teamId)) })),
  );
  await context.chat.show(refusedCard({ teamId, provider, refusal, pods: limits }));
}

/** The provider answers: what was told of a refusal is over, and the next sighting does not have it any more. */
export async function tellAnswered(
  provider: string,
  refusal: Refusal | undefined,
  { chat, teamId }: Pick<JobContext, "chat" | "teamId">,
): Promise<void> {
  if (refusal?.isTold === true) await chat.show(refusedCard({ teamId, provider, refusal, pods: [] }));
}
