import { ConflictError } from "../core/common/errors.ts";
import type { Collection, Stored } from "../core/ports/collection.ts";
import { assertRecordName } from "../core/common/record-name.ts";
import type { Store } from "../core/ports/store.ts";

/** A store that forgets everything with the process. */
export function createSimulatedStore(): Store {
  return {
    pods: createSimulatedCollection(),
    trainings: createSimulatedCollection(),
    slots: createSimulatedCollection(),
    messages: createSimulatedCollection(),
    confirmations: createSimulatedCollection(),
    settings: createSimulatedCollection(),
    sightings: createSimulatedCollection(),
    ledger: createSimulatedCollection(),
    bills: createSimulatedCollection(),
    moneyTold: createSimulatedCollection(),
    notices: createSimulatedCollection(),
  };
}

function createSimulatedCollection<T>(): Collection<T> {
  const teams = new Map<string, Map<string, Stored<T>>>();
  let lastRevision = 0;

  function find(teamId: string, id: string): Stored<T> | undefined {
    return teams.get(teamId)?.get(id);
  }

  function check(teamId: string, id: string, expected: number | undefined): void {
    assertRecordName(teamId, id);
    if (find(teamId, id)?.revision !== expected)
      throw new ConflictError(`${teamId}/${id} was changed by somebody else`);
  }

  function put(teamId: string, id: string, value: T): Stored<T> {
    const name = { teamId, id, revision: (lastRevision += 1) };
    const team = teams.get(teamId) ?? new Map<string, Stored<T>>();
    teams.set(teamId, team.set(id, Object.freeze({ ...name, value: frozenCopy(value) })));
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
    },
    async list(teamId) {
      const found = teams.entries().filter(([team]) => teamId === undefined || team === teamId);
      return found.flatMap(([, records]) => records.values()).toArray();
    },
  };
}

/** What was stored before is frozen already, and most of a record stays as it was. */
const kept = new WeakSet();

/** What is stored is nobody's to change from outside, and only what JSON can hold survives, as in Redis. */
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
  for (const [name, part] of Object.entries(value)) if (part !== undefined) copy[name] = frozenCopy(part);
  return copy;
}
