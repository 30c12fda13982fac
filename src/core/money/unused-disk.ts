import type { Action, Card } from "../records/card.ts";
import { monthHours } from "./pod-cost.ts";
import type { Pod } from "../records/pod.ts";
import { unusedDiskWords } from "../words/money.ts";

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;

const start: Action = { label: unusedDiskWords.start(), commandLine: "pod up", style: "plain" };

/**
 * Asks whether a pod is still needed that has been stopped for a week, and again for each week, while its disk costs
 * money. The same message however often it is made within one week.
 * @param holderId the pod that has the team's place, which alone `/pod up` starts
 */
export function unusedDiskCard(
  { id, teamId, phase, run, disk, askedBy }: Pod,
  holderId: string | undefined,
  nowMs: number,
): Card | undefined {
  const { endedAtMs } = run;
  if (phase !== "stopped" || endedAtMs === undefined || disk === undefined || disk.stopped === 0)
    return undefined;
  const weeks = Math.floor((nowMs - endedAtMs) / weekMs);
  if (weeks < 1) return undefined;
  const usd = ((weeks * weekMs) / hourMs) * disk.stopped;
  return {
    key: `pod:${id}:${run.number}:forgotten:${weeks}`,
    teamId,
    notify: askedBy,
    tone: "warning",
    outcome: "succeeded",
    title: unusedDiskWords.title(id),
    lines: unusedDiskWords.lines(endedAtMs, usd, disk.stopped * monthHours),
    actions: [
      ...(id === holderId ? [start] : []),
      { label: unusedDiskWords.delete(), commandLine: `pod delete id:${id}`, style: "danger" },
    ],
  };
}
