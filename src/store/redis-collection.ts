import type { Redis } from "ioredis";
import { ConflictError } from "../core/errors.ts";
import type { Collection, Stored } from "../core/ports.ts";
import { assertRecordName } from "../core/record.ts";
import { storeAway } from "../core/words/store.ts";
import { writeScript } from "./write-script.ts";

/**
 * Records of one kind: a hash per team at `key:teamId`, the teams in a set at `key`, revisions from a counter at `key#`.
 * The team ends its key, so no character of it can make two keys the same.
 * A record is stored as `revision JSON`, so that a script can compare the revision without reading the JSON.
 */
export function createRedisCollection<T>({ redis, key }: { redis: Redis; key: string }): Collection<T> {
  // Nobody but this store writes there: the types of `core/store.ts` are the schema.
  const decode: (json: string) => T = JSON.parse;

  function parse(where: Where, text: string): Stored<T> {
    const space = text.indexOf(" ");
    return { ...where, revision: Number(text.slice(0, space)), value: decode(text.slice(space + 1)) };
  }

  /** Undefined expects that there is no record, and undefined writes none. */
  async function write(where: Where, expected: number | undefined, value: T | undefined): Promise<number> {
    assertRecordName(where.teamId, where.id);
    const keys = [`${key}:${where.teamId}`, key, `${key}#`];
    const json = value === undefined ? "" : JSON.stringify(value);
    const revision = Number(
      await answer(
        redis.eval(writeScript, keys.length, ...keys, where.id, expected ?? "", json, where.teamId),
      ),
    );
    if (revision === 0)
      throw new ConflictError(`${key}:${where.teamId}/${where.id} was changed by somebody else`);
    return revision;
  }

  return {
    async get(teamId, id) {
      const text = await answer(redis.hget(`${key}:${teamId}`, id));
      return text === null ? undefined : parse({ teamId, id }, text);
    },
    async create(teamId, id, value) {
      return { teamId, id, revision: await write({ teamId, id }, undefined, value), value };
    },
    async replace({ teamId, id, revision }, value) {
      return { teamId, id, revision: await write({ teamId, id }, revision, value), value };
    },
    async remove({ teamId, id, revision }) {
      await write({ teamId, id }, revision, undefined);
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

type Where = { readonly teamId: string; readonly id: string };

/** @throws UserFacingError `store-away` when Redis doesn't do as asked. */
async function answer<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw storeAway(error);
  }
}
