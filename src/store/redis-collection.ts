import type { TeamId } from "../core/records/ids.ts";
import { ConflictError, describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import type { Collection, OpenCollection, Page, Stored } from "../core/ports/collection.ts";
import { assertRecordName } from "../core/common/record-name.ts";
import type { Codec } from "./codec.ts";
import { createOpenIndex, openKey, type OpenRule } from "./open-index.ts";
import { answer } from "./redis-answer.ts";
import type { RedisClient } from "./connection.ts";
import { writeScript } from "./write-script.ts";

type Where = { readonly redis: RedisClient; readonly key: string };

export type Place = Where & {
  /** Whatever this process calls itself; what it has made of the open records counts for it alone. */
  readonly life: string;
  /** Told of a record that can't be read, which keeps none of the others from being listed; absent: a list with one throws. */
  readonly log?: Log | undefined;
};
type Name = { readonly teamId: TeamId; readonly id: string };

/** So many records are read at once where all are; Redis may give some more. */
const pageSize = 200;

/**
 * Records of one kind: a hash per team at `key:teamId`, the teams in a set at `key`, revisions from a counter at `key#`.
 * The team ends its key, so no character of it can make two keys the same.
 * A record is stored as `revision JSON`, so that a script can compare the revision without reading the JSON; the codec of its
 * kind writes the JSON and reads it back.
 */
export function createRedisCollection<T>(place: Place, codec: Codec<T>): Collection<T> {
  return createRecords(place, codec, () => "");
}

/** The same for a kind whose records end: the ids of those that are open lie in a set per team, written with the record. */
export function createRedisOpenCollection<T>(
  place: Place,
  codec: Codec<T>,
  rule: OpenRule<T>,
): OpenCollection<T> {
  const records = createRecords<T>(place, codec, (value) =>
    value !== undefined && rule.isOpen(value) ? "1" : "0",
  );
  const index = createOpenIndex({
    ...place,
    ...rule,
    // A record that can't be read keeps none of the others from being found.
    records: { page: (after) => readPage(place, (name, text) => [tryParse(records, name, text)], after) },
  });
  return {
    ...records,
    async listOpen(teamId) {
      await index.ensure();
      const teamIds = teamId === undefined ? await answer(place.redis.smembers(place.key)) : [teamId];
      const teams = await Promise.all(teamIds.map((each) => openOf(each)));
      return teams.flat();
    },
  };

  async function openOf(teamId: TeamId): Promise<readonly Stored<T>[]> {
    const ids = await index.ids(teamId);
    if (ids.length === 0) return [];
    const texts = await answer(place.redis.hmget(`${place.key}:${teamId}`, ...ids));
    return texts
      .flatMap((text, at) => (text === null ? [] : records.read({ teamId, id: ids[at] ?? "" }, text)))
      .filter(({ value }) => rule.isOpen(value));
  }
}

type Records<T> = Collection<T> & {
  parse(name: Name, text: string): Stored<T>;
  /** Of a list: none where it can't be read. */
  read(name: Name, text: string): readonly Stored<T>[];
};

/** `mark` says of a value, or of none, what the script notes of it. */
function createRecords<T>(place: Place, codec: Codec<T>, mark: (value?: T) => "1" | "0" | ""): Records<T> {
  const { redis, key } = place;
  function parse(name: Name, text: string): Stored<T> {
    const json = text.slice(text.indexOf(" ") + 1);
    const value = codec.decode(json, `${key}:${name.teamId}/${name.id}`);
    return { ...name, revision: revisionOf(text), value };
  }

  const read = createReader(place, parse);

  async function put(name: Name, value: T, expected?: number): Promise<Stored<T>> {
    const written = { expected, json: codec.encode(value), open: mark(value) };
    return { ...name, revision: await write({ redis, key }, name, written), value };
  }

  return {
    parse,
    read,
    async get(teamId, id) {
      const text = await answer(redis.hget(`${key}:${teamId}`, id));
      return text === null ? undefined : parse({ teamId, id }, text);
    },
    create: async (teamId, id, value) => put({ teamId, id }, value),
    replace: async ({ teamId, id, revision }, value) => put({ teamId, id }, value, revision),
    async remove({ teamId, id, revision }) {
      await write({ redis, key }, { teamId, id }, { expected: revision, json: "", open: mark() });
    },
    async list(teamId) {
      const teamIds = teamId === undefined ? await answer(redis.smembers(key)) : [teamId];
      const teams = await Promise.all(teamIds.map((each) => answer(redis.hgetall(`${key}:${each}`))));
      return teams.flatMap((records, index) =>
        Object.entries(records).flatMap(([id, text]) => read({ teamId: teamIds[index] ?? "", id }, text)),
      );
    },
    page: async (after) => readPage({ redis, key }, read, after),
  };
}

/** Reads records of a list, each by itself. */
function createReader<T>({ key, log }: Place, parse: Records<T>["parse"]): Records<T>["read"] {
  return (name, text) => {
    try {
      return [parse(name, text)];
    } catch (error) {
      if (log === undefined) throw error;
      log.error("a record can't be read", { key, id: name.id, ...describeError(error) });
      return [];
    }
  };
}

function tryParse<T>({ parse }: Records<T>, name: Name, text: string): Stored<T | undefined> {
  try {
    return parse(name, text);
  } catch {
    return { ...name, revision: revisionOf(text), value: undefined };
  }
}

function revisionOf(text: string): number {
  return Number(text.slice(0, text.indexOf(" ")));
}

/** A page is part of one team; what comes next is a team with the place in it. */
async function readPage<T>(
  { redis, key }: Where,
  read: Records<T>["read"],
  after?: string,
): Promise<Page<T>> {
  const teamIds = (await answer(redis.smembers(key))).toSorted();
  const space = after?.indexOf(" ") ?? 0;
  const place = after === undefined ? "0" : after.slice(0, space);
  const teamId = after === undefined ? teamIds[0] : after.slice(space + 1);
  if (teamId === undefined) return { records: [] };
  const [next, flat] = await answer(redis.hscan(`${key}:${teamId}`, place, "COUNT", pageSize));
  const records = flat.flatMap((id, at) => (at % 2 === 0 ? read({ teamId, id }, flat[at + 1] ?? "") : []));
  const nextTeam = teamIds.find((other) => other > teamId);
  if (next !== "0") return { records, next: `${next} ${teamId}` };
  return nextTeam === undefined ? { records } : { records, next: `0 ${nextTeam}` };
}

type Written = { readonly expected: number | undefined; readonly json: string; readonly open: string };

/**
 * Returns the new revision. No `expected` revision expects that there is no record, and no `json` leaves none.
 * @throws ConflictError
 */
async function write(
  { redis, key }: Where,
  { teamId, id }: Name,
  { expected, json, open }: Written,
): Promise<number> {
  assertRecordName(teamId, id);
  const keys = [`${key}:${teamId}`, key, `${key}#`, openKey(key, teamId)];
  const revision = Number(
    await answer(redis.eval(writeScript, keys.length, ...keys, id, expected ?? "", json, teamId, open)),
  );
  if (revision === 0) throw new ConflictError(`${key}:${teamId}/${id} was changed by somebody else`);
  return revision;
}
