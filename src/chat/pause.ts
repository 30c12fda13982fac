import type { Clock } from "../core/ports.ts";

/** A wait that ends early, without an error, by `cut` or by the shutdown. */
export type Pause = { wait(ms: number): Promise<void>; cut(): void };

export function createPause(clock: Clock, shutdown: AbortSignal): Pause {
  let current = new AbortController();

  async function wait(ms: number): Promise<void> {
    current = new AbortController();
    const signal = AbortSignal.any([current.signal, shutdown]);
    try {
      await clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  return { wait, cut: () => current.abort() };
}
