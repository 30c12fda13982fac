import type { Clock } from "../../core/common/clock.ts";

/** A wait that ends early and without an error: once by `cut`, for ever by `close` or the shutdown. */
export type Pause = { wait(ms: number): Promise<void>; cut(): void; close(): void };

export function createPause(clock: Clock, shutdown: AbortSignal): Pause {
  const closing = new AbortController();
  let current = new AbortController();

  async function wait(ms: number): Promise<void> {
    current = new AbortController();
    const signal = AbortSignal.any([current.signal, closing.signal, shutdown]);
    if (ms <= 0 || signal.aborted) return;
    await clock.sleep(ms, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  function cut(): void {
    current.abort();
  }

  function close(): void {
    closing.abort();
  }

  return { wait, cut, close };
}
