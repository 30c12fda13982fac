/** A stored value with the revision that a change must name. */
export type Stored<T> = {
  readonly id: string;
  readonly teamId: string;
  readonly revision: number;
  readonly value: T;
};

/** Records of one kind. */
export type Collection<T> = {
  get(teamId: string, id: string): Promise<Stored<T> | undefined>;
  /** @throws ConflictError when it exists. */
  create(teamId: string, id: string, value: T): Promise<Stored<T>>;
  /** @throws ConflictError when the revision is not the stored one any more. */
  replace(stored: Stored<T>, value: T): Promise<Stored<T>>;
  /** @throws ConflictError as `replace`. */
  remove(stored: Stored<T>): Promise<void>;
  /** Of one team, or of all. */
  list(teamId?: string): Promise<readonly Stored<T>[]>;
};
