/** For what goes by this machine's clock whether it is right or wrong, as BullMQ does. */
export type MachineClock = {
  /** What the machine takes for the time, in milliseconds since 1970. */
  machineMs(): number;
};

/** Time, and the only way to wait. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Whether that is known well enough to stop something for it or to book by it; else somebody outside has to say what is true. */
  isConfirmed(): boolean;
  /** @throws the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts after `ms`, or when `parent` does. */
  deadline(ms: number, parent?: AbortSignal): AbortSignal;
};
