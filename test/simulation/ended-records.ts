import type { Pod } from "../../src/core/records/pod.ts";
import type { WrongName } from "./figures.ts";
import type { PodInUse } from "./pods-in-use.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { minuteMs } from "./units.ts";

/** Records that say of a machine that it is down while it is up, or no more while it is there: it is charged for. */
export type EndedRecords = {
  recorded(record: Pod, pod: PodInUse | undefined): void;
  /** Before it goes down, and when the world ends. */
  check(pod: PodInUse): void;
  /** The bot's clock was set back. */
  excuse(ms: number): void;
  forget(): void;
};

type Deps = {
  /** Time in which there was a bot that its provider answered. */
  readonly answered: Stopwatch;
  /** Whether the provider has it, up or not. */
  isThere(id: string): boolean;
  wrong(name: WrongName, what: string): void;
};

type Ended = { readonly sinceMs: number; readonly run: number; readonly as: "stopped" | "gone" };

/** One that is up, or there, after all is seen by two sweeps, five minutes after its end. */
const allowedMs = 8 * minuteMs;

export function createEndedRecords({ answered, isThere, wrong }: Deps): EndedRecords {
  const ended = new Map<string, Ended>();
  let excusedMs = 0;

  function check(pod: PodInUse): void {
    const found = ended.get(pod.id);
    ended.delete(pod.id);
    if (found === undefined || found.run !== pod.runs) return;
    const isBilled = found.as === "gone" ? isThere(pod.id) : pod.upSinceMs !== undefined;
    const tookMs = answered.readMs() - found.sinceMs;
    if (isBilled && tookMs > allowedMs + excusedMs)
      wrong("falselyEnded", `${pod.id} was ${found.as} for ${Math.round(tookMs / minuteMs)} min, and billed`);
  }

  return {
    recorded({ phase }, pod) {
      if (pod === undefined) return;
      check(pod);
      if (phase === "gone" || (phase === "stopped" && pod.upSinceMs !== undefined))
        ended.set(pod.id, { sinceMs: answered.readMs(), run: pod.runs, as: phase });
    },
    check,
    excuse: (ms) => void (excusedMs += ms),
    forget: () => ended.clear(),
  };
}
