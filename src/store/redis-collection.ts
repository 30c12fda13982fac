import type { Redis } from "ioredis";
import { ConflictError } from "../core/common/errors.ts";
import type { Collection, Stored } from "../core/ports/collection.ts";
import { assertRecordName } from "../core/common/record-name.ts";
import { storeAway } from "../core/words/store.ts";
import { writeScript } from "./write-script.ts";

type Place = { readonly redis: Redis; readonly key: string };
type Name = { readonly teamId: string; readonly id: string };

/**
 * Records of one kind: a hash per team at `key:teamId`, the teams in a set at `key`, revisions from a counter at `key#`.
 * The team ends its key, so no character of it can make two keys the same.
 * A record is stored as `revision JSON`, so that a script can compare the revision without reading the JSON.
 */
export function createRedisCollection<T>({ redis, key }: Place): Collection<T> {
  // Nobody but this store writes there: the types of `core/store.ts` are the schema.
  const decode: (json: string) => T = JSON.parse;

  function parse(name: Name, text: string): Stored<T> {
    const space = text.indexOf(" ");
    return { ...name, revision: Number(text.slice(0, space)), value: decode(text.slice(space + 1)) };
  }

  async function put(name: Name, value: T, expected?: number): Promise<Stored<T>> {
    return {
      ...name,
      revision: await write({ redis, key }, name, { expected, json: JSON.stringify(value) }),
      value,
    };
  }

  return {
    async get(teamId, id) {
      const text = await answer(redis.hget(`${key}:${teamId}`, id));
      return text === null ? undefined : parse({ teamId, id }, text);
    },
    create: async (teamId, id, value) => put({ teamId, id }, value),
    replace: async ({ teamId, id, revision }, value) => put({ teamId, id }, value, revision),
    async remove({ teamId, id, revision }) {
      await write({ redis, key }, { teamId, id }, { expected: revision, json: "" });
    },
    async list(teamId) {
      const teamIds = teamId === undefined ? await answer(redis.smembers(key)) : [teamId];
      const teams = await Promise.all(teamIds.map((each) => answer(redis.hgetall(`${key}:${each}`))));
      return teams.flatMap((records, index) =>
        Object.entries(records).map(([id, text]) => parse({ teamId: teamIds[index] ?? "", id }, text)),
      );
    },
  };
}

/**
 * Returns the new revision. No `expected` revision expects that there is no record, and no `json` leaves none.
 * @throws ConflictError
 */
async function write(
  { redis, key }: Place,
  { teamId, id }: Name,
  { expected, json }: { expected: number | undefined; json: string },
): Promise<number> {
  assertRecordName(teamId, id);
  const keys = [`${key}:${teamId}`, key, `${key}#`];
  const revision = Number(
    await answer(redis.eval(writeScript, keys.length, ...keys, id, expected ?? "", json, teamId)),
  );
  if (revision === 0) throw new ConflictError(`${key}:${teamId}/${id} was changed by somebody else`);
  return revision;
}

/** @throws UserFacingError `store-away` when Redis doesn't do as asked. */
async function answer<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw storeAway(error);
  }
}
