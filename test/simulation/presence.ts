import type { PodInUse, PodsInUse } from "./pods-in-use.ts";
import type { Session } from "./people.ts";

/** What people really do on the pods, which the bot only sees when it looks. */
export type Presence = {
  /** The last thing that somebody did on it by then, and 0 when nobody has. */
  lastActMs(pod: PodInUse, atMs: number): number;
  shellsAt(pod: PodInUse, atMs: number): number;
  /** The end of the last terminal by then, or then where one is open. */
  lastShellMs(pod: PodInUse, atMs: number): number;
  nextActMs(afterMs: number): number;
};

/** Everybody works on the pod whose gate is open; what they do while none is, nobody gets to know. */
export function createPresence(sessions: readonly Session[], pods: PodsInUse): Presence {
  const acts = Float64Array.from(sessions.flatMap(({ actsMs }) => actsMs)).toSorted();
  const shells = sessions.flatMap(({ shell }) => (shell === undefined ? [] : [shell]));

  /** A terminal ends with the gate's time: both are the container's. */
  function shellsOn(
    pod: PodInUse,
    atMs: number,
  ): readonly { readonly fromMs: number; readonly toMs: number }[] {
    return pod.open.flatMap((open) =>
      shells
        .filter(({ fromMs }) => fromMs >= open.fromMs && fromMs < open.toMs && fromMs <= atMs)
        .map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, open.toMs) })),
    );
  }

  function isFirstOpen(pod: PodInUse, atMs: number): boolean {
    return (
      pods.all().find(({ open }) => open.some((time) => time.fromMs <= atMs && atMs < time.toMs)) === pod
    );
  }

  return {
    lastActMs(pod, atMs) {
      for (let index = countUpTo(acts, atMs) - 1; index >= 0; index -= 1) {
        const act = acts[index] ?? 0;
        if (act < (pod.open[0]?.fromMs ?? Number.POSITIVE_INFINITY)) return 0;
        if (isFirstOpen(pod, act)) return act;
      }
      return 0;
    },
    shellsAt: (pod, atMs) => shellsOn(pod, atMs).filter(({ toMs }) => toMs > atMs).length,
    lastShellMs: (pod, atMs) => Math.max(0, ...shellsOn(pod, atMs).map(({ toMs }) => Math.min(toMs, atMs))),
    nextActMs: (afterMs) => acts[countUpTo(acts, afterMs)] ?? Number.POSITIVE_INFINITY,
  };
}

/** How many of the sorted times are not after this one. */
function countUpTo(times: Float64Array, atMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
