import type { Clock } from "./clock.ts";

type Task = {
  readonly clock: Pick<Clock, "sleep">;
  readonly everyMs: number;
  work(end: AbortSignal): Promise<unknown>;
  /** What failed is done again the next time; the end is no failure. */
  onFailure(error: unknown): void;
};

/** Does something again and again, first after one wait, until it is disposed of, which waits for what is under way. */
export function keepDoing({ clock, everyMs, work, onFailure }: Task): AsyncDisposable {
  const end = new AbortController();
  const kept = keep(end.signal);
  return {
    async [Symbol.asyncDispose]() {
      end.abort();
      await kept;
    },
  };

  async function keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await doOnce(signal);
  }

  async function doOnce(signal: AbortSignal): Promise<void> {
    try {
      await clock.sleep(everyMs, signal);
      await work(signal);
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    }
  }
}
