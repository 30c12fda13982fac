import type { Card } from "../../src/core/records/card.ts";
import { answerWords } from "../../src/core/words/answers.ts";
import type { Reply } from "../../src/core/records/invocation.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { durationIn } from "./rules.ts";
import { minuteMs } from "./units.ts";

/** What a command that was answered well has promised. */
type Promised = {
  readonly kind: "up" | "down" | "train";
  readonly line: string;
  /** Of the pod or the training. */
  readonly id: string;
  readonly sinceMs: number;
  readonly withinMs: number;
};

export type Promises = {
  answered(line: string, reply: Reply, tookMs: number): void;
  shown(card: Card): void;
  /** No pod of the team is up. */
  nothingUp(): void;
  /** The bot has lost its memory: what only it knew, nobody can do. */
  forget(): void;
  /** Those whose time is over without what they promised, each told once. */
  broken(): readonly string[];
};

/** By the time in which there was a bot, with Redis and a provider: an able bot. */
const withinMs = { up: 45 * minuteMs, down: 6 * minuteMs, train: 3 * 60 * minuteMs };

/** Follows each promise to the effect, or to the message that says why there is none. */
export function createPromises(able: Stopwatch, isUp: () => boolean): Promises {
  let open: Promised[] = [];
  const broken: string[] = [];
  /** When people were told last how it has ended. */
  const told = new Map<string, number>();

  /** Who wants to wait may have to. */
  function add(kind: Promised["kind"], line: string, id: string): void {
    const waitMs = durationIn(line, "wait") ?? 0;
    open.push({ kind, line, id, sinceMs: able.readMs(), withinMs: withinMs[kind] + waitMs });
  }

  function keep(isKept: (promised: Promised) => boolean): void {
    for (const promised of open.filter(isKept)) check(promised);
    open = open.filter((promised) => !isKept(promised));
  }

  function check({ sinceMs, withinMs: allowedMs, line }: Promised): void {
    if (able.readMs() - sinceMs > allowedMs) broken.push(line);
  }

  return {
    answered(line, { card, acknowledgement }, tookMs) {
      const [, id = ""] = card.key.split(":");
      const isOver = (told.get(id) ?? -1) >= able.readMs() - tookMs;
      if (acknowledgement === answerWords.podStarts() && !isOver) add("up", line, id);
      if (acknowledgement === answerWords.trainingStarts()) add("train", line, id);
      if (!isStop({ acknowledgement })) return;
      // Whoever wants it down no longer waits for it to come up.
      open = open.filter((promised) => promised.kind !== "up" || promised.id !== id);
      if (isUp()) add("down", line, id);
    },
    shown({ key, outcome }) {
      const [kind, id, , about] = key.split(":");
      if (kind === "training" && key.endsWith(":end"))
        keep((promised) => promised.kind === "train" && promised.id === id);
      if (kind !== "pod") return;
      const isEnd = about === "closing" || (about === undefined && outcome === "failed");
      if (isEnd || about === "live") told.set(id ?? "", able.readMs());
      if (isEnd || about === "live") keep((promised) => promised.kind === "up" && promised.id === id);
      // That the stop is not confirmed is said to whoever asked for the pod, and what failed stands on its card.
      if (isEnd || about === "alarm") keep((promised) => promised.kind !== "train" && promised.id === id);
      // Of a pod that its key is not shown nobody can say how its training goes on.
      if (about === "unshown") keep(({ kind: promised }) => promised === "train");
    },
    nothingUp: () => keep(({ kind }) => kind === "down"),
    forget() {
      open = [];
    },
    broken() {
      const late = open.filter(({ sinceMs, withinMs: allowedMs }) => able.readMs() - sinceMs > allowedMs);
      open = open.filter((promised) => !late.includes(promised));
      return [...broken.splice(0), ...late.map(({ line }) => line)];
    },
  };
}

/** Whether it says that the pod goes down. */
export function isStop({ acknowledgement }: Pick<Reply, "acknowledgement">): boolean {
  return stops.has(acknowledgement);
}

const stops: ReadonlySet<string> = new Set([
  answerWords.podStops(),
  answerWords.podStopsAlready(),
  answerWords.deletes(),
]);
