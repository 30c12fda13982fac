/** `stop` is for stops alone, so that nothing slow ever delays one, and `sweep` for what brings lost work back. */
export type Lane = "stop" | "watch" | "work" | "sweep";

/** How many jobs of a lane run at once. A silent pod holds one of `watch` for half a minute; the sweep needs one. */
export const laneWorkers: Readonly<Record<Lane, number>> = { stop: 10, watch: 10, work: 10, sweep: 1 };

/** What a queue has to know of a job. */
export type JobRef<P> = {
  readonly name: string;
  readonly lane: Lane;
  /** Payloads are parsed again on arrival: they may have been written by an older version. */
  parse(payload: unknown): P;
  /** At most one unfinished job of the same name and key exists. */
  key(payload: P): string;
};

export type JobQueue = {
  /** Does nothing when one with this key is waiting, delayed or running. */
  add<P>(job: JobRef<P>, payload: P, options?: { readonly delayMs?: number }): Promise<void>;
  /** One repeating schedule per job name for the whole deployment; calling it again changes the interval. */
  every<P>(job: JobRef<P>, payload: P, intervalMs: number): Promise<void>;
};
