/** A difference between a provider's list and the records, seen in this sweep and in those right before it. */
export type SeenDifference = { readonly sinceMs: number; readonly lastMs: number };

/** How the container of a pod has been: a container that crashes is started again by the provider, and billed on. */
export type ContainerLife = {
  /** When the container that runs now was started. */
  readonly sinceMs: number;
  /** When earlier ones were seen to have ended, the last quarter of an hour. */
  readonly restartsMs: readonly number[];
};

/** That the provider refuses to answer, for a reason that no waiting changes. */
export type Refusal = {
  readonly sinceMs: number;
  /** When it was met last, until it is told. */
  readonly lastMs: number;
  /** Why, fit for people. */
  readonly sentence: string;
  readonly isTold?: true;
};

/** What was seen at one provider; ids are the provider's. */
export type SeenDifferences = {
  readonly seen: Readonly<Record<string, SeenDifference>>;
  readonly containers: Readonly<Record<string, ContainerLife>>;
  /** Until it answers again. */
  readonly refused?: Refusal;
};
