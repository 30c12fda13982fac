import type { TeamId } from "../records/ids.ts";

/** When something was done while the time was in doubt: a moment by that could lie hours before it. */
export const undatedMs = Number.POSITIVE_INFINITY;

/**
 * Uses of pods that were answered as done and that the store could not be told yet, the latest of each team. They live as
 * long as the process, in which commands and jobs share them: nothing is stopped for idleness past them.
 */
export type LateUses = {
  note(teamId: TeamId, atMs: number): void;
  /** What is undated counts as done at this moment, at which the time is sure. */
  date(teamId: TeamId, nowMs: number): void;
  /** In milliseconds since 1970, or `undatedMs`; undefined when the store knows of all. */
  latest(teamId: TeamId): number | undefined;
  /** The store knows of those until then. */
  written(teamId: TeamId, atMs: number): void;
};

export function createLateUses(): LateUses {
  const times = new Map<TeamId, number>();
  return {
    note: (teamId, atMs) => void times.set(teamId, Math.max(atMs, times.get(teamId) ?? atMs)),
    date(teamId, nowMs) {
      if (times.get(teamId) === undatedMs) times.set(teamId, nowMs);
    },
    latest: (teamId) => times.get(teamId),
    written(teamId, atMs) {
      if ((times.get(teamId) ?? atMs) <= atMs) times.delete(teamId);
    },
  };
}
