import type { TeamId } from "../core/records/ids.ts";
import { ConflictError } from "../core/common/errors.ts";
import type { Collection, OpenCollection, Page, Stored } from "../core/ports/collection.ts";
import { assertRecordName } from "../core/common/record-name.ts";
import { isUndelivered, type Store } from "../core/ports/store.ts";
import { isPodOpen } from "../core/records/pod.ts";
import { isUnsettled } from "../core/records/training.ts";

/** A page is as large as one that Redis gives. */
const pageSize = 200;

/** A store that forgets everything with the process. */
export function createSimulatedStore(): Store {
  return {
    pods: createSimulatedCollection(isPodOpen),
    trainings: createSimulatedCollection(isUnsettled),
    epochs: createSimulatedCollection(),
    pastTrainings: createSimulatedCollection(),
    slots: createSimulatedCollection(),
    messages: createSimulatedCollection(isUndelivered),
    confirmations: createSimulatedCollection(),
    settings: createSimulatedCollection(),
    sightings: createSimulatedCollection(),
    ledger: createSimulatedCollection(),
    bills: createSimulatedCollection(),
    moneyTold: createSimulatedCollection(),
    badDraws: createSimulatedCollection(),
    notices: createSimulatedCollection(),
  };
}

function createSimulatedCollection<T>(): Collection<T>;
function createSimulatedCollection<T>(isOpen: (value: T) => boolean): OpenCollection<T>;
function createSimulatedCollection<T>(isOpen: (value: T) => boolean = () => false): OpenCollection<T> {
  const teams = new Map<string, Map<string, Stored<T>>>();
  const open = new Map<string, Map<string, Stored<T>>>();
  let lastRevision = 0;

  function find(teamId: TeamId, id: string): Stored<T> | undefined {
    return teams.get(teamId)?.get(id);
  }

  function check(teamId: TeamId, id: string, expected: number | undefined): void {
    assertRecordName(teamId, id);
    if (find(teamId, id)?.revision !== expected)
      throw new ConflictError(`${teamId}/${id} was changed by somebody else`);
  }

  function put(teamId: TeamId, id: string, value: T): Stored<T> {
    const name = { teamId, id, revision: (lastRevision += 1) };
    const stored = Object.freeze({ ...name, value: frozenCopy(value) });
    place(teams, stored);
    if (isOpen(stored.value)) place(open, stored);
    else open.get(teamId)?.delete(id);
    return { ...name, value };
  }

  // Every function is async, so that a wrong call rejects as on a store that has to ask.
  return {
    get: async (teamId, id) => find(teamId, id),
    async create(teamId, id, value) {
      check(teamId, id, undefined);
      return put(teamId, id, value);
    },
    async replace({ teamId, id, revision }, value) {
      check(teamId, id, revision);
      return put(teamId, id, value);
    },
    async remove({ teamId, id, revision }) {
      check(teamId, id, revision);
      teams.get(teamId)?.delete(id);
      open.get(teamId)?.delete(id);
    },
    list: async (teamId) => recordsOf(teams, teamId),
    listOpen: async (teamId) => recordsOf(open, teamId),
    page: async (after) => pageOf(recordsOf(teams), after),
  };
}

type Teams<T> = Map<string, Map<string, Stored<T>>>;

function place<T>(teams: Teams<T>, stored: Stored<T>): void {
  const team = teams.get(stored.teamId) ?? new Map<string, Stored<T>>();
  teams.set(stored.teamId, team.set(stored.id, stored));
}

/** In the order of the last changes, so that a place in it stays right while records are removed. */
function pageOf<T>(all: readonly Stored<T>[], after = "0"): Page<T> {
  const later = all.filter(({ revision }) => revision > Number(after));
  const records = later.toSorted((a, b) => a.revision - b.revision).slice(0, pageSize);
  const last = records.at(-1);
  const isLast = last === undefined || records.length === later.length;
  return isLast ? { records } : { records, next: String(last.revision) };
}

function recordsOf<T>(teams: Teams<T>, teamId?: TeamId): readonly Stored<T>[] {
  if (teamId !== undefined) return [...(teams.get(teamId)?.values() ?? [])];
  return [...teams.values()].flatMap((records) => [...records.values()]);
}

/** What was stored before is frozen already, and most of a record stays as it was. */
const kept = new WeakSet();

/**
 * What is stored is nobody's to change from outside, only what JSON can hold survives, and its parts come back in another order, as
 * in Redis, where a schema puts them in its own.
 */
function frozenCopy<V>(value: V): V;
function frozenCopy(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return null;
  if (typeof value !== "object" || value === null || kept.has(value)) return value;
  const copy = Array.isArray(value) ? value.map((part: unknown) => frozenCopy(part)) : copyParts(value);
  kept.add(copy);
  return Object.freeze(copy);
}

function copyParts(value: object): object {
  const copy: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value).toReversed())
    if (part !== undefined) copy[name] = frozenCopy(part);
  return copy;
}
