import type { Clock } from "../core/common/clock.ts";
import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import type { Provider } from "../core/ports/provider.ts";
import type { Store } from "../core/ports/store.ts";
import type { InstanceId } from "../core/records/ids.ts";
import { isUp } from "../core/records/machine.ts";
import { isOwn } from "../core/records/own-name.ts";
import { isBilling } from "../core/records/pod.ts";

/** Whether a pod may be billed by what the records say. */
export async function isAnyBilling({ pods }: Pick<Store, "pods">): Promise<boolean> {
  return (await pods.listOpen()).some(({ value }) => isBilling(value));
}

/** Whether one is that somebody charges for: those of this machine cost nothing. */
export async function isAnyRented({ pods }: Pick<Store, "pods">): Promise<boolean> {
  return (await pods.listOpen()).some(({ value }) => isBilling(value) && value.provider !== "local");
}

type Deps = { readonly instanceId: InstanceId; readonly clock: Clock; readonly log: Log };

const listMs = 5000;

/** Whether a provider lists a pod of this instance that is up, though no record tells of it, as after a loss of Redis. */
export async function isAnyListed(providers: Iterable<Provider>, deps: Deps): Promise<boolean> {
  const found = await Promise.all(Array.from(providers, async (provider) => lists(provider, deps)));
  return found.includes(true);
}

/** One that can't be asked, as with a wrong key, says nothing of pods: a wrong start must not go on for that. */
async function lists({ id, pods }: Provider, { instanceId, clock, log }: Deps): Promise<boolean> {
  try {
    const listed = await pods.list(clock.deadline(listMs));
    return listed.some((pod) => isUp(pod) && isOwn(pod, instanceId));
  } catch (error) {
    log.warn("the provider's list can't be read at the start", { provider: id, ...describeError(error) });
    return false;
  }
}
