import type { WorldClock } from "./clock.ts";
import type { CallFault, EpisodeKind } from "./faults.ts";

/** What is wrong with the world at this moment. */
export type FaultBoard = {
  /** Lets the fault wait for its call. */
  arm(fault: CallFault): void;
  /** The fault that this call meets, which is gone then. */
  take(name: string): CallFault | undefined;
  begin(kind: EpisodeKind): void;
  end(kind: EpisodeKind): void;
  isOn(kind: EpisodeKind): boolean;
  /** Resolves when it is over. */
  over(kind: EpisodeKind): Promise<void>;
  /** What a provider is asked in this way it accepts and does not do, until then. */
  ignore(name: string, untilMs: number): void;
  isIgnored(name: string): boolean;
  /** Whether every call does what it should. */
  isCalm(): boolean;
  /** Whether something waits for one of these calls, or is wrong with all of them. */
  isTense(calls: readonly string[]): boolean;
};

/** A fault whose call was not made for so long is forgotten. */
const armedMs = 12 * 3_600_000;

type Armed = { readonly fault: CallFault; skips: number };

export function createFaultBoard(clock: WorldClock): FaultBoard {
  let armed: Armed[] = [];
  const on = new Map<EpisodeKind, { count: number; readonly ended: PromiseWithResolvers<void> }>();
  const ignored = new Map<string, number>();

  function forget(): void {
    armed = armed.filter(({ fault }) => fault.atMs + armedMs > clock.now());
  }

  return {
    arm: (fault) => void armed.push({ fault, skips: fault.skips }),
    take(name) {
      if (armed.length === 0) return undefined;
      forget();
      for (const entry of armed.filter(({ fault }) => name.startsWith(fault.calls))) {
        if (entry.skips === 0) {
          armed = armed.filter((other) => other !== entry);
          return entry.fault;
        }
        entry.skips -= 1;
      }
      return undefined;
    },
    begin(kind) {
      const episode = on.get(kind) ?? { count: 0, ended: Promise.withResolvers<void>() };
      episode.count += 1;
      on.set(kind, episode);
    },
    end(kind) {
      const episode = on.get(kind);
      if (episode === undefined) return;
      episode.count -= 1;
      if (episode.count > 0) return;
      on.delete(kind);
      episode.ended.resolve();
    },
    isOn: (kind) => on.has(kind),
    over: async (kind) => on.get(kind)?.ended.promise,
    ignore: (name, untilMs) => void ignored.set(name, untilMs),
    isIgnored: (name) => clock.now() < (ignored.get(name) ?? 0),
    isCalm: () => armed.length === 0 && on.size === 0,
    isTense(calls) {
      forget();
      const isOn = on.size > (on.has("chat-down") ? 1 : 0);
      return isOn || armed.some(({ fault }) => calls.some((call) => call.startsWith(fault.calls)));
    },
  };
}
