import type { InstanceId } from "../records/ids.ts";
import { isSilent } from "../idle/next-use.ts";
import { isOwn, withFirstNames } from "../records/own-name.ts";
import { mayBeUnlisted, mayStillAppear } from "./may-be-unlisted.ts";
import { isProof, mayBeThere } from "./shown-by.ts";
import type { Pod } from "../records/pod.ts";
import { type Address, isUp, type ListedPod } from "../records/machine.ts";
import type { ShownBy } from "../records/shown-by.ts";
import { hasDone } from "../records/step.ts";

/** How a provider's list differs from what the records say. */
export type Difference =
  /** A pod that was up was stopped by somebody else. */
  | { readonly kind: "stopped-outside"; readonly pod: Pod; readonly listed: ListedPod }
  /** A stopped pod runs: somebody else has started it. */
  | { readonly kind: "started-outside"; readonly pod: Pod; readonly listed: ListedPod }
  /** One that was given up runs after all: the answer to its create call was lost. */
  | { readonly kind: "latecomer"; readonly pod: Pod; readonly listed: ListedPod }
  /** One that counts as deleted is there still, with its disk. */
  | { readonly kind: "left"; readonly pod: Pod; readonly listed: ListedPod }
  /** A live pod has another machine than before, or is reached elsewhere. */
  | { readonly kind: "moved"; readonly pod: Pod; readonly listed: ListedPod }
  /** Its container ends again and again, and it is billed all the while. */
  | { readonly kind: "crash-loop"; readonly pod: Pod }
  /** The provider no longer names a pod that should be there. */
  | { readonly kind: "missing"; readonly pod: Pod }
  /** The same, where that proves nothing: the key that asks may be of another account. */
  | { readonly kind: "unshown"; readonly pod: Pod }
  /** It carries this instance's name, and no record knows it. */
  | { readonly kind: "forgotten"; readonly listed: ListedPod }
  /** It carries the name of a pod that is another one. */
  | { readonly kind: "duplicate"; readonly listed: ListedPod };

export type Comparison = {
  readonly listed: readonly ListedPod[];
  /** Those of this provider. */
  readonly pods: readonly Pod[];
  readonly instanceId: InstanceId;
  readonly nowMs: number;
  /** Who asked; undefined where there are no accounts. */
  readonly asker?: ShownBy | undefined;
};

/** A list may name a pod as running for a while after its stop. */
const settledMs = 5 * 60_000;

/** Everything that is not as it should be; acted on only when the next sweep sees it too. */
export function comparePods(comparison: Comparison): readonly Difference[] {
  const { listed, pods, instanceId } = comparison;
  const machines = createLookUp(listed);
  const records = createLookUp(pods);
  return [
    ...pods.flatMap((pod) => comparePod(pod, machineOf(pod, machines, records), comparison)),
    ...withFirstNames(listed, instanceId)
      .filter((found) => isOwn(found, instanceId) && found.status !== "gone")
      .flatMap((found) => compareOwn(found, machines, records)),
  ];
}

/** Finds by what names a machine, so that many pods beside a long list take no time. */
type LookUp<T> = {
  readonly byId: ReadonlyMap<string, T>;
  readonly byName: ReadonlyMap<string, readonly T[]>;
};

function createLookUp<T extends Pick<ListedPod, "name"> & Partial<Pick<ListedPod, "providerPodId">>>(
  things: readonly T[],
): LookUp<T> {
  return {
    byId: new Map(things.toReversed().map((thing) => [thing.providerPodId ?? "", thing])),
    byName: Map.groupBy(things, ({ name }) => name),
  };
}

/** One that is gone may have left a machine of its name whose id was never told, but not the one that another record has. */
function machineOf(
  { providerPodId = "", phase, name }: Pod,
  machines: LookUp<ListedPod>,
  records: LookUp<Pod>,
): ListedPod | undefined {
  const own = machines.byId.get(providerPodId);
  if (own !== undefined || phase !== "gone") return own;
  return machines.byName.get(name)?.find((found) => !records.byId.has(found.providerPodId));
}

/** What a difference is remembered by from one sweep to the next. */
export function keyOf(difference: Difference): string {
  const id = "listed" in difference ? difference.listed.providerPodId : difference.pod.id;
  return `${difference.kind}:${id}`;
}

function comparePod(
  pod: Pod,
  found: ListedPod | undefined,
  { asker, nowMs }: Comparison,
): readonly Difference[] {
  if (found === undefined && !isProof(asker, pod.shownBy))
    return mayBeElsewhere(pod, nowMs) ? [{ kind: "unshown", pod }] : [];
  if (found === undefined || found.status === "gone")
    return isMissed(pod, nowMs) ? [{ kind: "missing", pod }] : [];
  if (!isUp(found)) return compareDown(pod, found, nowMs);
  if (pod.phase === "gone") return [{ kind: "latecomer", pod, listed: found }];
  if (pod.phase === "stopped" && nowMs - pod.run.endedAtMs > settledMs)
    return [{ kind: "started-outside", pod, listed: found }];
  return isElsewhere(pod, found) ? [{ kind: "moved", pod, listed: found }] : [];
}

function compareDown(pod: Pod, listed: ListedPod, nowMs: number): readonly Difference[] {
  if (wasUp(pod, nowMs)) return [{ kind: "stopped-outside", pod, listed }];
  const isLeft = pod.phase === "gone" && nowMs - pod.run.goneAtMs > settledMs;
  return isLeft ? [{ kind: "left", pod, listed }] : [];
}

/**
 * One that has not been up in this run is yet to be started; one that was started just now may be listed as it was before;
 * one that was given up is put down by its own job.
 */
function wasUp(pod: Pod, nowMs: number): boolean {
  if (pod.phase !== "starting") return pod.phase === "live";
  if (pod.run.givenUp !== undefined) return false;
  return pod.run.upAtMs !== undefined || (hasDone(pod, "start") && !mayBeUnlisted(pod, nowMs));
}

/** Whatever is being done with it: what can't be seen can't be stopped. */
function mayBeElsewhere(pod: Pod, nowMs: number): boolean {
  if (pod.phase === "gone" || !mayBeThere(pod)) return false;
  return pod.providerPodId === undefined ? !mayStillAppear(pod, nowMs) : !mayBeUnlisted(pod, nowMs);
}

/** One that is being released or stopped is looked for by its own job. */
function isMissed(pod: Pod, nowMs: number): boolean {
  if (pod.providerPodId === undefined || mayBeUnlisted(pod, nowMs)) return false;
  if (pod.phase === "starting") return pod.run.givenUp === undefined;
  return pod.phase === "stopped" || (pod.phase === "live" && isSilent(pod.run.use));
}

function isElsewhere(pod: Pod, { machine }: ListedPod): boolean {
  if (pod.phase !== "live" || machine === undefined) return false;
  return machine.startId !== pod.run.machine.startId || !isSameAddress(machine.api, pod.run.machine.api);
}

function isSameAddress(one: Address, other: Address): boolean {
  return one.host === other.host && one.port === other.port;
}

function compareOwn(found: ListedPod, machines: LookUp<ListedPod>, pods: LookUp<Pod>): readonly Difference[] {
  if (pods.byId.has(found.providerPodId)) return [];
  const namesakes = pods.byName.get(found.name) ?? [];
  if (namesakes.length === 0) return [{ kind: "forgotten", listed: found }];
  // One that was renamed may be a copy of the pod that has a record, made by hand: it is nobody's to stop.
  if (machines.byId.get(found.providerPodId)?.name !== found.name) return [];
  const isOther = !namesakes.some((pod) => pod.phase === "gone" || looksForIt(pod));
  return isOther && isUp(found) ? [{ kind: "duplicate", listed: found }] : [];
}

/** Whether the record's own job looks for a machine by its name; one that has a machine, or tries another, does not. */
function looksForIt({ phase, providerPodId, uncertainSinceMs }: Pod): boolean {
  return providerPodId === undefined && (phase === "stopping" || uncertainSinceMs !== undefined);
}
