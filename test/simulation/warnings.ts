import { warningKey } from "../../src/core/cards/warning-cards.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import type { Audience } from "./audience.ts";
import type { WrongName } from "./figures.ts";
import type { PodInUse } from "./pods-in-use.ts";
import type { Rules } from "./rules.ts";
import { minuteMs } from "./units.ts";

/** Whether people could see that an unused pod would be stopped, and whether its stop was put off for that alone, and once. */
export type Warnings = {
  /** A record of the bot changed, and says something else of its pod's end. */
  recorded(before: Pod | undefined, after: Pod, podOf: (record: Pod) => PodInUse | undefined): void;
  /** How often the stop of this run was put off since then; once, or again by a bot that had lost its memory of it. */
  timesPutOff(pod: PodInUse, sinceMs: number): number;
  /** The bot has lost its memory: what it warned of it warns of again, and may put off again. */
  forget(): void;
};

type Deps = {
  readonly audience: Pick<Audience, "shownAtMs">;
  readonly rules: Pick<Rules, "grace">;
  now(): number;
  wrong(name: WrongName, what: string): void;
};

/** The warnings since a run of a pod was used last. */
type Row = { readonly run: number; readonly machine: string; readonly given: Given[] };
type Given = { readonly key: string; readonly atMs: number };
type PutOff = { readonly machine: string; readonly atMs: number };

/** People who can read it for so long before a stop can still come back. */
const leadMs = 2 * minuteMs;
/** What is shown as soon after its decision was seen in time. */
const promptMs = minuteMs;

export function createWarnings({ audience, rules, now, wrong }: Deps): Warnings {
  const rows = new Map<string, Row>();
  const putOffs: PutOff[] = [];

  function shownAtMs({ key }: Given): number {
    return audience.shownAtMs(key) ?? Number.POSITIVE_INFINITY;
  }

  function stopDecided({ id }: Pod): void {
    const [first, second] = rows.get(id)?.given ?? [];
    const lastMs = now() - Math.min(leadMs, rules.grace().least / 2) + 1;
    if (second === undefined && (first === undefined || shownAtMs(first) > lastMs))
      wrong("alarmsMissed", `${id} is stopped for idleness, and nobody could see that it would be`);
  }

  function warned({ id, run: { number: run } }: Pod, given: Given, machine: string): void {
    const before = rows.get(id);
    const row = before?.run === run ? before : { run, machine, given: [] };
    rows.set(id, row);
    const [first] = row.given;
    row.given.push(given);
    if (first === undefined) return;
    if (row.given.length === 2) putOffs.push({ machine, atMs: now() });
    if (row.given.length > 2) wrong("overBound", `the stop of ${id} is put off again`);
    else if (shownAtMs(first) <= first.atMs + promptMs)
      wrong("overBound", `the stop of ${id} is put off although its warning was seen`);
  }

  return {
    recorded(before, after, podOf) {
      const warning = after.run.warning;
      if (after.phase === "stopping") {
        if (before?.phase !== "stopping" && after.run.stop.reason === "idle") stopDecided(after);
        return;
      }
      // Somebody has come back to one that was to be stopped.
      if (before?.phase === "stopping") rows.delete(after.id);
      if (warning?.stopAtMs === before?.run.warning?.stopAtMs) return;
      if (warning === undefined) rows.delete(after.id);
      else warned(after, { key: warningKey(after, warning), atMs: now() }, machineOf(podOf(after)));
    },
    timesPutOff: (pod, sinceMs) =>
      putOffs.filter(({ machine, atMs }) => machine === machineOf(pod) && atMs >= sinceMs).length,
    forget: () => rows.clear(),
  };
}

function machineOf(pod: PodInUse | undefined): string {
  return pod === undefined ? "" : `${pod.id} ${pod.runs}`;
}
