import type { TeamId } from "../core/records/ids.ts";
import type { RedisClient } from "./connection.ts";
import { readAll, type Collection } from "../core/ports/collection.ts";
import { answer } from "./redis-answer.ts";
import { markScript } from "./write-script.ts";

/** Which records of a kind are open. */
export type OpenRule<T> = { isOpen(value: T): boolean };

/** The ids of a kind's open records, a set per team. */
export type OpenIndex = {
  ids(teamId: TeamId): Promise<readonly string[]>;
  /** Makes it from the records where it can't be relied on: at each start, since another version may have written, and each day. */
  ensure(): Promise<void>;
};

type Deps<T> = OpenRule<T> & {
  readonly redis: RedisClient;
  readonly key: string;
  /** Of the process that reads: what another one has made may be another version's. */
  readonly life: string;
  /** A value is undefined where it can't be read: what was noted of it stays. */
  readonly records: Pick<Collection<T | undefined>, "page">;
};

/** A day: an index that is wrong for a reason that nobody thought of is right again by then. A pod that is in none is not stopped. */
const reliedOnS = 24 * 3_600;

export function openKey(key: string, teamId: TeamId): string {
  return `${key}!open:${teamId}`;
}

export function createOpenIndex<T>({ redis, key, life, records, isOpen }: Deps<T>): OpenIndex {
  const madeKey = `${key}!indexed`;
  let making: Promise<void> | undefined;

  async function rebuild(): Promise<void> {
    const known = await knownIds();
    for await (const { teamId, id, revision, value } of readAll(records)) {
      const isKnown = known.get(teamId)?.delete(id) ?? false;
      const should = value === undefined ? isKnown : isOpen(value);
      if (should !== isKnown) await mark({ redis, key }, { teamId, id, revision: String(revision) }, should);
    }
    for (const [teamId, lost] of known)
      for (const id of lost) await mark({ redis, key }, { teamId, id, revision: "" }, false);
    await answer(redis.set(madeKey, life, "EX", reliedOnS));
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

  return {
    ids,
    async ensure() {
      if ((await answer(redis.get(madeKey))) === life) return;
      making ??= rebuild().finally(() => (making = undefined));
      await making;
    },
  };
}

type Read = { readonly teamId: string; readonly id: string; readonly revision: string };

/** Unless the record was changed since it was read. */
async function mark(
  { redis, key }: { readonly redis: RedisClient; readonly key: string },
  { teamId, id, revision }: Read,
  should: boolean,
): Promise<void> {
  const keys = [`${key}:${teamId}`, openKey(key, teamId)];
  await answer(redis.eval(markScript, keys.length, ...keys, id, revision, should ? "1" : "0"));
}
