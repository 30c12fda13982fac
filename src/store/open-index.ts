import type { TeamId } from "../core/records/ids.ts";
import type { RedisClient } from "./connection.ts";
import { readAll, type Collection } from "../core/ports/collection.ts";
import { answer } from "./redis-answer.ts";
import { markScript } from "./write-script.ts";

/** Which records of a kind are open; `version` is another one whenever `isOpen` says something else than before. */
export type OpenRule<T> = { readonly version: number; isOpen(value: T): boolean };

/** The ids of a kind's open records: a set per team, and the version of the rule that they were made by. */
export type OpenIndex = {
  ids(teamId: TeamId): Promise<readonly string[]>;
  /** Makes it from the records where it can't be relied on, as for those that an older version wrote. */
  ensure(): Promise<void>;
};

type Deps<T> = OpenRule<T> & {
  readonly redis: RedisClient;
  readonly key: string;
  readonly records: Pick<Collection<T>, "page">;
};

/** A day: an index that is wrong for a reason that nobody thought of is right again by then, for a pod in none is not stopped. */
const reliedOnS = 24 * 3_600;

export function openKey(key: string, teamId: TeamId): string {
  return `${key}!open:${teamId}`;
}

export function createOpenIndex<T>({ redis, key, records, isOpen, version }: Deps<T>): OpenIndex {
  const versionKey = `${key}!indexed`;

  async function rebuild(): Promise<void> {
    const known = await knownIds();
    for await (const { teamId, id, revision, value } of readAll(records)) {
      const should = isOpen(value);
      const isKnown = known.get(teamId)?.delete(id) ?? false;
      if (should !== isKnown) await mark({ teamId, id }, String(revision), should);
    }
    for (const [teamId, lost] of known) for (const id of lost) await mark({ teamId, id }, "", false);
    await answer(redis.set(versionKey, String(version), "EX", reliedOnS));
  }

  async function knownIds(): Promise<ReadonlyMap<string, Set<string>>> {
    const teamIds = await answer(redis.smembers(key));
    return new Map(
      await Promise.all(teamIds.map(async (teamId) => [teamId, new Set(await ids(teamId))] as const)),
    );
  }

  async function ids(teamId: TeamId): Promise<readonly string[]> {
    return answer(redis.smembers(openKey(key, teamId)));
  }

  async function mark(
    { teamId, id }: { readonly teamId: TeamId; readonly id: string },
    revision: string,
    should: boolean,
  ): Promise<void> {
    const keys = [`${key}:${teamId}`, openKey(key, teamId)];
    await answer(redis.eval(markScript, keys.length, ...keys, id, revision, should ? "1" : "0"));
  }

  return {
    ids,
    async ensure() {
      if ((await answer(redis.get(versionKey))) !== String(version)) await rebuild();
    },
  };
}
