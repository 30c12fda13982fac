import type { TeamId } from "../records/ids.ts";

/**
 * Uses of pods that were answered as done and that the store could not be told yet, the latest of each team. They live as
 * long as the process, in which commands and jobs share them: nothing is stopped for idleness past them.
 */
export type LateUses = {
  note(teamId: TeamId, atMs: number): void;
  /** In milliseconds since 1970; undefined when the store knows of all. */
  latest(teamId: TeamId): number | undefined;
  /** The store knows of those until then. */
  written(teamId: TeamId, atMs: number): void;
};

export function createLateUses(): LateUses {
  const times = new Map<TeamId, number>();
  return {
    note: (teamId, atMs) => void times.set(teamId, Math.max(atMs, times.get(teamId) ?? atMs)),
    latest: (teamId) => times.get(teamId),
    written(teamId, atMs) {
      if ((times.get(teamId) ?? atMs) <= atMs) times.delete(teamId);
    },
  };
}
