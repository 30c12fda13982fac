import { answerWords } from "../../src/core/words/answers.ts";
import { parseDuration } from "../../src/core/common/duration.ts";
import type { Reply } from "../../src/core/records/invocation.ts";
import type { Settings } from "../../src/core/records/settings.ts";

/** What may count: after an answer that leaves it open, the one or the other. */
export type Range = { readonly least: number; readonly most: number };

type Own = { readonly range: Range | undefined; readonly mayBeNone: boolean };

/** The team's idle and grace times as people have set them and were told. */
export type Rules = {
  idle(): Range;
  grace(): Range;
  changedAtMs(): number;
  /** From the moment of the command on it may have been done or not; what is returned takes its answer in. */
  asked(line: string, isPodKept: boolean): (reply: Reply) => void;
  /** The bot has lost its memory. */
  wiped(): void;
};

export function createRules(
  { idleMs, graceMs }: Pick<Settings, "idleMs" | "graceMs">,
  now: () => number,
): Rules {
  let changedAtMs = 0;
  let teamIdle = only(idleMs);
  let grace = only(graceMs);
  /** Of the pod that is there, or was last; where it may have none, the team's counts as well. */
  let own: Own = { range: undefined, mayBeNone: true };
  /** A fresh pod may have come in its place, or have gone again: the times may be of either. */
  let mayBeAnother = false;
  const idle = (): Range => {
    if (own.range === undefined) return teamIdle;
    return own.mayBeNone ? widen(own.range, teamIdle) : own.range;
  };

  function mayBe(range: Range | undefined): Own {
    if (range === undefined) return { ...own, mayBeNone: true };
    return { range: own.range === undefined ? range : widen(own.range, range), mayBeNone: own.mayBeNone };
  }

  function onUp(line: string, reply: Reply | undefined, isPodKept: boolean): void {
    const wish = durationIn(line, "idle");
    const wished = wish === undefined ? undefined : only(wish);
    if (!isPodKept) mayBeAnother = false;
    if (line.includes("fresh:yes")) mayBeAnother = true;
    if (reply?.acknowledgement === answerWords.podIsThere()) return;
    if (!isDone(reply) || mayBeAnother) own = mayBe(wished);
    else if (wished !== undefined) own = { range: wished, mayBeNone: false };
    else if (!isPodKept) own = { range: undefined, mayBeNone: true };
  }

  function onIdle(line: string, reply: Reply | undefined): void {
    const wished = parseDuration(line.split(" ").at(-1) ?? "");
    if (wished !== undefined)
      own = isDone(reply) && !mayBeAnother ? { range: only(wished), mayBeNone: false } : mayBe(only(wished));
  }

  function onSettings(line: string, reply: Reply | undefined): void {
    const [idleWish, graceWish] = [durationIn(line, "idle"), durationIn(line, "grace")];
    if (idleWish !== undefined) teamIdle = isDone(reply) ? only(idleWish) : widen(teamIdle, only(idleWish));
    if (graceWish !== undefined) grace = isDone(reply) ? only(graceWish) : widen(grace, only(graceWish));
  }

  function take(line: string, reply: Reply | undefined, isPodKept: boolean): void {
    if (line.startsWith("pod up")) onUp(line, reply, isPodKept);
    if (line.startsWith("pod idle")) onIdle(line, reply);
    if (line.startsWith("settings set")) onSettings(line, reply);
  }

  return {
    idle,
    grace: () => grace,
    changedAtMs: () => changedAtMs,
    asked(line, isPodKept) {
      const before = { teamIdle, grace, own };
      take(line, undefined, isPodKept);
      return (reply) => {
        // An answer that leaves it open leaves what was taken in.
        if (!isDone(reply)) return;
        ({ teamIdle, grace, own } = before);
        changedAtMs = now();
        take(line, reply, isPodKept);
      };
    },
    wiped() {
      teamIdle = widen(teamIdle, only(idleMs));
      grace = widen(grace, only(graceMs));
      own = { ...own, mayBeNone: true };
      changedAtMs = now();
    },
  };
}

export function isDone(reply: Reply | undefined): boolean {
  return reply !== undefined && reply.card.outcome !== "failed";
}

function only(ms: number): Range {
  return { least: ms, most: ms };
}

function widen(a: Range, b: Range): Range {
  return { least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) };
}

/** Of an option in a command line. */
export function durationIn(line: string, option: string): number | undefined {
  const found = line.split(" ").find((word) => word.startsWith(`${option}:`));
  return found === undefined ? undefined : parseDuration(found.slice(option.length + 1));
}
