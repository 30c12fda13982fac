import { comparePods, type Difference, keyOf } from "../core/compare-pods.ts";
import { ConflictError } from "../core/errors.ts";
import { isWanted, type ListedPod, type Pod } from "../core/pod.ts";
import type { Provider, Stored } from "../core/ports.ts";
import {
  type ContainerLife,
  followContainer,
  isCrashLoop,
  seeAgain,
  type Sightings,
} from "../core/sightings.ts";
import type { JobContext } from "./context.ts";

/** What one provider lists, beside the records of its pods. */
export type SeenAccount = {
  readonly provider: Provider;
  readonly listed: readonly ListedPod[];
  readonly pods: readonly Pod[];
};

/** Notes what is not as the records say, and returns what the sweep before has seen as well. */
export async function seeDifferences(
  account: SeenAccount,
  context: JobContext,
): Promise<readonly Difference[]> {
  const { provider, listed, pods } = account;
  const { store, teamId, instanceId, clock } = context;
  const nowMs = clock.now();
  const found = comparePods({ listed, pods, instanceId, nowMs });
  const stored = await store.sightings.get(teamId, provider.id);
  const before = stored?.value ?? { seen: {}, containers: {} };
  const { seen, due } = seeAgain(before, found.map(keyOf), nowMs);
  const next = { seen, containers: followContainers(account, before.containers, nowMs) };
  const isSame = JSON.stringify(before) === JSON.stringify(next);
  if (!isSame && !(await note(stored, next, { provider, context }))) return [];
  const again = found.filter((difference) => due.has(keyOf(difference)));
  return [...again, ...crashLoops(account, next.containers)];
}

/** False when another sweep at the same moment was faster: it has the same list and does the same. */
async function note(
  stored: Stored<Sightings> | undefined,
  next: Sightings,
  { provider, context: { store, teamId } }: { readonly provider: Provider; readonly context: JobContext },
): Promise<boolean> {
  try {
    if (stored === undefined) await store.sightings.create(teamId, provider.id, next);
    else await store.sightings.replace(stored, next);
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}

type Containers = Readonly<Record<string, ContainerLife>>;

/** Each run begins anew: a stop and a start by people is no crash. */
function containerKey({ id, run }: Pod): string {
  return `${id}:${run.number}`;
}

function followContainers({ listed, pods }: SeenAccount, before: Containers, nowMs: number): Containers {
  return Object.fromEntries(
    pods.flatMap((pod) => {
      const found = listed.find(({ providerPodId }) => providerPodId === pod.providerPodId);
      if (found?.status !== "running" || found.uptimeMs === undefined) return [];
      const key = containerKey(pod);
      return [[key, followContainer(before[key], found.uptimeMs, nowMs)]];
    }),
  );
}

function crashLoops({ pods }: SeenAccount, containers: Containers): readonly Difference[] {
  return pods.flatMap((pod): Difference[] => {
    const life = containers[containerKey(pod)];
    return isWanted(pod) && life !== undefined && isCrashLoop(life) ? [{ kind: "crash-loop", pod }] : [];
  });
}
