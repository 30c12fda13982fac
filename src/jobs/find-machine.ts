import type { Pods, Provider } from "../core/ports/provider.ts";
import { isProof } from "../core/pods/shown-by.ts";
import type { ListedPod } from "../core/records/machine.ts";
import type { Pod } from "../core/records/pod.ts";
import type { ProviderPodId } from "../core/records/ids.ts";
import type { ShownBy } from "../core/records/shown-by.ts";
import { defined } from "../core/common/defined.ts";
import { accountFailures } from "../core/words/account.ts";

/** A record with the provider that is asked for its machine. */
export type Sought = {
  readonly pod: Pick<Pod, "name" | "shownBy" | "uncertainSinceMs">;
  readonly provider: Pick<Provider, "pods" | "asker">;
};

/**
 * The pod of this name that still exists.
 * @throws UserFacingError `not-shown` where it is not found, and that proves nothing
 */
export async function findByName(sought: Sought, signal: AbortSignal): Promise<ListedPod | undefined> {
  const { pod, provider } = sought;
  const listed = await provider.pods.list(signal);
  const found = listed.find((other) => other.name === pod.name && other.status !== "gone");
  // Where nothing was asked for, there is nothing to be found.
  if (found === undefined && pod.uncertainSinceMs !== undefined) await requireProof(sought, signal);
  return found;
}

/** Whether the provider's list lacks this very pod too, as one answer about it may. @throws as `findByName` */
export async function isGone(sought: Sought, id: ProviderPodId, signal: AbortSignal): Promise<boolean> {
  if (await isListed(sought.provider.pods, id, signal)) return false;
  await requireProof(sought, signal);
  return true;
}

async function isListed(pods: Pods, id: ProviderPodId, signal: AbortSignal): Promise<boolean> {
  const listed = await pods.list(signal);
  return listed.some((other) => other.providerPodId === id && other.status !== "gone");
}

/**
 * What another account's key is not shown is not gone: whoever takes an absence for an end asks here first.
 * @throws UserFacingError `not-shown`
 */
export async function requireProof({ pod, provider }: Sought, signal: AbortSignal): Promise<void> {
  const asker = provider.asker && { key: provider.asker.key };
  // The account is asked for only where the key alone proves nothing.
  if (isProof(asker, pod.shownBy) || isProof(await askerOf(provider, signal), pod.shownBy)) return;
  throw accountFailures.notShown();
}

/** Who asks, as far as the provider tells it; undefined where it has no accounts. */
export async function askerOf(
  { asker }: Pick<Provider, "asker">,
  signal: AbortSignal,
): Promise<ShownBy | undefined> {
  return asker && { key: asker.key, ...defined({ account: await asker.account(signal) }) };
}
