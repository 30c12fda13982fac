import { isSame } from "../../core/common/is-same.ts";
import { comparePods, type Difference, keyOf } from "../../core/pods/compare-pods.ts";
import { ConflictError } from "../../core/common/errors.ts";
import { unlistedMs } from "../../core/pods/may-be-unlisted.ts";
import { isWanted, type Pod } from "../../core/records/pod.ts";
import type { ListedPod } from "../../core/records/machine.ts";
import { withKeysUnsure } from "../../core/access/people-keys.ts";
import type { Provider } from "../../core/ports/provider.ts";
import type { ShownBy } from "../../core/records/shown-by.ts";
import type { Stored } from "../../core/ports/collection.ts";
import { confirmDifferences } from "../../core/pods/confirm-differences.ts";
import type { ContainerLife, SeenDifferences } from "../../core/records/seen-differences.ts";
import { followContainer, isCrashLoop } from "../../core/pods/container-life.ts";
import { update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { tellAnswered } from "./note-refusal.ts";

/** What one provider lists, beside the records of its pods. */
export type SeenAccount = {
  readonly provider: Provider;
  readonly listed: readonly ListedPod[];
  readonly pods: readonly Pod[];
  /** Who asked; undefined where there are no accounts. */
  readonly asker: ShownBy | undefined;
};

/** Notes what is not as the records say, and returns what the sweep before has seen as well. */
export async function seeDifferences(
  account: SeenAccount,
  context: JobContext,
): Promise<readonly Difference[]> {
  const { provider, listed, pods, asker } = account;
  const { store, teamId, instanceId, clock } = context;
  const nowMs = clock.now();
  const found = comparePods({ listed, pods, instanceId, nowMs, asker });
  const stored = await store.sightings.get(teamId, provider.id);
  const before: SeenDifferences = stored?.value ?? { seen: {}, containers: {} };
  await tellAnswered(provider.id, before.refused, context);
  const { seen, due } = confirmDifferences(before, found.map(keyOf), nowMs);
  const next = { seen, containers: followContainers(account, before.containers, nowMs) };
  await doubtKeys(account, { before: before.containers, next: next.containers }, context);
  if (!isSame(before, next) && !(await note(stored, next, { provider, context }))) return [];
  const again = found.filter(
    (difference) => due.has(keyOf(difference)) && isLongEnough(difference, seen, nowMs),
  );
  return [...again, ...crashLoops(account, next.containers)];
}

/** One that is not spoken to yet may be hidden at any time; one that rests can wait for as long. */
function isLongEnough(difference: Difference, seen: SeenDifferences["seen"], nowMs: number): boolean {
  if (difference.kind !== "missing" || difference.pod.phase === "live") return true;
  return nowMs - (seen[keyOf(difference)]?.sinceMs ?? nowMs) >= unlistedMs;
}

/** False when another sweep at the same moment was faster: it has the same list and does the same. */
async function note(
  stored: Stored<SeenDifferences> | undefined,
  next: SeenDifferences,
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
  const byId = new Map(listed.map((found) => [found.providerPodId, found]));
  return Object.fromEntries(
    pods.flatMap((pod) => {
      const found = byId.get(pod.providerPodId ?? "");
      if (found?.status !== "running") return [];
      const key = containerKey(pod);
      const life =
        found.uptimeMs === undefined ? before[key] : followContainer(before[key], found.uptimeMs, nowMs);
      return life === undefined ? [] : [[key, life]];
    }),
  );
}

/** A container that began anew may have lost people's keys: the sweep puts them on again. */
async function doubtKeys(
  { pods }: SeenAccount,
  { before, next }: { readonly before: Containers; readonly next: Containers },
  { store, log }: JobContext,
): Promise<void> {
  for (const pod of pods) {
    const [earlier, life] = [before[containerKey(pod)], next[containerKey(pod)]];
    const isAnew = earlier !== undefined && life !== undefined && earlier.sinceMs !== life.sinceMs;
    if (!isAnew) continue;
    const stored = await update(store.pods, placeOf(pod), withKeysUnsure);
    if (stored?.isChanged !== true) continue;
    log.info("people's SSH keys are put on again, since the container began anew", { podId: pod.id });
  }
}

function crashLoops({ pods }: SeenAccount, containers: Containers): readonly Difference[] {
  return pods.flatMap((pod): Difference[] => {
    const life = containers[containerKey(pod)];
    return isWanted(pod) && life !== undefined && isCrashLoop(life) ? [{ kind: "crash-loop", pod }] : [];
  });
}
