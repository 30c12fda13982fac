import { defined } from "../common/defined.ts";
import { isSame } from "../common/is-same.ts";
import type { Pod } from "../records/pod.ts";
import type { ShownBy } from "../records/shown-by.ts";

/**
 * Whether a machine that this asker is not shown is not there: its own key has shown it, or a key of the same account. A
 * provider without accounts has no askers, and what it does not show is not there.
 */
export function isProof(asker: ShownBy | undefined, shownBy: ShownBy | undefined): boolean {
  if (asker === undefined) return true;
  if (shownBy === undefined) return false;
  return asker.key === shownBy.key || (asker.account !== undefined && asker.account === shownBy.account);
}

export type Showing = {
  readonly asker: ShownBy;
  /** Those of this provider. */
  readonly pods: readonly Pod[];
  /** What the asker is shown, by the provider's ids. */
  readonly ids: ReadonlySet<string>;
};

/**
 * The records that the asker's mark belongs on and is not on: of what it is shown, of what its account has shown before, and
 * of all that another key had shown which showed one of these too, for that key is then of the same account. Those that
 * vouch for others come last: whatever is cut short is found again by them.
 */
export function toBeMarked({ asker, pods, ids }: Showing): readonly Pod[] {
  const isShown = ({ providerPodId = "" }: Pod): boolean => ids.has(providerPodId);
  const isMarked = ({ shownBy }: Pod): boolean => isSame(shownBy, markedBy(shownBy, asker));
  const vouching = new Set(
    pods.filter((pod) => isShown(pod) && pod.shownBy?.key !== asker.key).map(({ shownBy }) => shownBy?.key),
  );
  const others = pods.filter(
    (pod) =>
      !isShown(pod) &&
      !isMarked(pod) &&
      mayBeThere(pod) &&
      (vouching.has(pod.shownBy?.key) || isProof(asker, pod.shownBy)),
  );
  return [...others, ...pods.filter((pod) => isShown(pod) && (!isMarked(pod) || pod.unshown !== undefined))];
}

/** Whether there is or may be a machine, which something could be said of. */
export function mayBeThere({ providerPodId, uncertainSinceMs }: Pod): boolean {
  return providerPodId !== undefined || uncertainSinceMs !== undefined;
}

/**
 * Whether the key of this mark is known to be of the account that has all of them, and so tells their money. One that rests
 * since before records had marks says nothing of accounts.
 */
export function areShownTo(key: string | undefined, pods: readonly Pod[]): boolean {
  const asker = key === undefined ? undefined : { key };
  return pods.every(
    (pod) => pod.phase === "gone" || !mayBeThere(pod) || saysNothing(pod) || isProof(asker, pod.shownBy),
  );
}

function saysNothing({ phase, shownBy }: Pod): boolean {
  return phase === "stopped" && shownBy === undefined;
}

/** An account that was known once is not forgotten by an answer that did not tell it. */
export function markedBy(shownBy: ShownBy | undefined, asker: ShownBy): ShownBy {
  return { key: asker.key, ...defined({ account: asker.account ?? shownBy?.account }) };
}

const hourMs = 3_600_000;
/** Of one that is up, or may be; and of one of which only the disk is paid for. */
const alarmEveryMs = { up: hourMs, down: 24 * hourMs } as const;

/** The record after a look by a key that is not shown its machine; the very same one until the team is to be told again. */
export function missedByKey(pod: Pod, nowMs: number): Pod {
  const { unshown, phase } = pod;
  const everyMs = phase === "stopped" ? alarmEveryMs.down : alarmEveryMs.up;
  if (unshown !== undefined && nowMs >= unshown.alarmedAtMs && nowMs - unshown.alarmedAtMs < everyMs)
    return pod;
  const { sinceMs, alarms } = unshown ?? { sinceMs: nowMs, alarms: 0 };
  return { ...pod, unshown: { sinceMs, alarms: alarms + 1, alarmedAtMs: nowMs } };
}
