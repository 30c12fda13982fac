import { ConflictError } from "../core/errors.ts";
import type { Collection, Stored } from "../core/ports.ts";
import { assertRecordName } from "../core/record.ts";
import type { Store } from "../core/store.ts";

/** A store that forgets everything with the process. */
export function createMemoryStore(): Store {
  return {
    pods: createMemoryCollection(),
    trainings: createMemoryCollection(),
    slots: createMemoryCollection(),
    messages: createMemoryCollection(),
    confirmations: createMemoryCollection(),
    settings: createMemoryCollection(),
    sightings: createMemoryCollection(),
    notices: createMemoryCollection(),
  };
}

function createMemoryCollection<T>(): Collection<T> {
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
    const stored = { teamId, id, revision: (lastRevision += 1), value: copy(value) };
    const team = teams.get(teamId) ?? new Map<string, Stored<T>>();
    teams.set(teamId, team.set(id, stored));
    return copy(stored);
  }

  // Every function is async, so that a wrong call rejects as on a store that has to ask.
  return {
    async get(teamId, id) {
      const found = find(teamId, id);
      return found === undefined ? undefined : copy(found);
    },
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
      return copy(found.flatMap(([, records]) => records.values()).toArray());
    },
  };
}

/** What is stored is nobody's to change from outside, and only what JSON can hold survives, as in Redis. */
function copy<V>(value: V): V {
  const decode: (json: string) => V = JSON.parse;
  return decode(JSON.stringify(value));
}
