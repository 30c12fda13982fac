import type { TeamId } from "../records/ids.ts";

/** A stored value with the revision that a change must name. */
export type Stored<T> = {
  readonly id: string;
  readonly teamId: TeamId;
  readonly revision: number;
  readonly value: T;
};

/** Records of one kind. */
export type Collection<T> = {
  get(teamId: TeamId, id: string): Promise<Stored<T> | undefined>;
  /** @throws ConflictError when it exists. */
  create(teamId: TeamId, id: string, value: T): Promise<Stored<T>>;
  /** @throws ConflictError when the revision is not the stored one any more. */
  replace(stored: Stored<T>, value: T): Promise<Stored<T>>;
  /** @throws ConflictError as `replace`. */
  remove(stored: Stored<T>): Promise<void>;
  /** Of one team, or of all. */
  list(teamId?: TeamId): Promise<readonly Stored<T>[]>;
  /**
   * All records of all teams, some hundred at a time: `after` is the page before's `next`, and the last page has none.
   * A record that is changed meanwhile may come twice.
   */
  page(after?: string): Promise<Page<T>>;
};

export type Page<T> = { readonly records: readonly Stored<T>[]; readonly next?: string };

/** Records with an end, by a rule of their kind: those that are open are found without reading the others. */
export type OpenCollection<T> = Collection<T> & {
  /** Those that something has still to be done for, of one team or of all. */
  listOpen(teamId?: TeamId): Promise<readonly Stored<T>[]>;
};

/** All records of all teams, read some hundred at a time. */
export async function* readAll<T>(collection: Pick<Collection<T>, "page">): AsyncGenerator<Stored<T>> {
  let after: string | undefined;
  do {
    const { records, next } = await collection.page(after);
    yield* records;
    after = next;
  } while (after !== undefined);
}
