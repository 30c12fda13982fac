import type { Card } from "../../src/core/records/card.ts";
import type { WrongName } from "./figures.ts";
import type { PodInUse } from "./pods-in-use.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { minuteMs } from "./units.ts";

/** Whether people hear that the provider refuses the bot's key, or shows its pods no more, while one is up. */
export type KeyAlarms = {
  /** From now on it is so, for a pod that is up and that the bot has a record of. */
  began(pod: PodInUse, how: "another-account" | "key-refused"): void;
  shown(card: Card): void;
  down(pod: PodInUse): void;
  /** The key is right again. */
  ended(): void;
  /** The bot has lost its memory of them. */
  forget(): void;
};

type Deps = {
  /** Time in which there was a bot that could be heard. */
  readonly speaking: Stopwatch;
  wrong(name: WrongName, what: string): void;
};

/** A new pod may be hidden for a minute; two sweeps have to see it, each of which may meet one fault. */
const allowedMs = 6 * minuteMs;

export function createKeyAlarms({ speaking, wrong }: Deps): KeyAlarms {
  const waiting = new Map<string, { readonly sinceMs: number; readonly how: string }>();

  function check(podId: string): void {
    const found = waiting.get(podId);
    waiting.delete(podId);
    if (found !== undefined && speaking.readMs() - found.sinceMs > allowedMs)
      wrong("alarmsMissed", `${podId} was up, and nobody heard of ${found.how}`);
  }

  return {
    began: (pod, how) => void waiting.set(pod.id, { sinceMs: speaking.readMs(), how }),
    shown({ key }) {
      if (key.startsWith("refused:") || key.includes(":unshown:")) waiting.clear();
    },
    down: ({ id }) => check(id),
    ended() {
      for (const id of waiting.keys()) check(id);
    },
    forget: () => waiting.clear(),
  };
}
