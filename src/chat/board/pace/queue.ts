import type { LaneName } from "./lanes.ts";
import type { Tries } from "./tries.ts";
import type { Judged } from "./verdict.ts";

/** What a card asks to be let do. */
export type Asking = {
  readonly lane: LaneName;
  /** It goes before those that are not, and then the one that has waited longest. */
  readonly isNeeded: boolean;
  /** In milliseconds since 1970. */
  readonly sinceMs: number;
  readonly tries: Tries;
};

/** The waiting has ended before the turn came. */
export class NoTurnError extends Error {
  override readonly name = "NoTurnError";
}

export type Waiting = { readonly asking: Asking; go(request: Judged): void; giveUp(): void };

/** The requests that wait for their turn. */
export type Queue = {
  /** Resolves when it may go. @throws NoTurnError when the signal aborts first, or it is given up. */
  join(asking: Asking, signal: AbortSignal): Promise<Judged>;
  /** The next first. @param isRound whether those that were refused least go first, in case a platform refuses only one */
  inOrder(isRound: boolean): readonly Waiting[];
  wants(lane: LaneName): boolean;
};

/** @param onJoin hears when there is one more */
export function createQueue(onJoin: () => void): Queue {
  const waiting = new Set<Waiting>();

  async function join(asking: Asking, signal: AbortSignal): Promise<Judged> {
    if (signal.aborted) throw new NoTurnError();
    const { promise, resolve, reject } = Promise.withResolvers<Judged>();
    const one: Waiting = { asking, go, giveUp };
    waiting.add(one);
    signal.addEventListener("abort", giveUp, { once: true });
    onJoin();
    return promise;

    function go(request: Judged): void {
      leave();
      resolve(request);
    }
    function giveUp(): void {
      leave();
      reject(new NoTurnError());
    }
    function leave(): void {
      waiting.delete(one);
      signal.removeEventListener("abort", giveUp);
    }
  }

  function inOrder(isRound: boolean): readonly Waiting[] {
    return [...waiting].toSorted(
      ({ asking: a }, { asking: b }) =>
        (isRound ? a.tries.refusals() - b.tries.refusals() : 0) ||
        Number(b.isNeeded) - Number(a.isNeeded) ||
        a.sinceMs - b.sinceMs,
    );
  }

  return { join, inOrder, wants: (lane) => [...waiting].some(({ asking }) => asking.lane === lane) };
}
