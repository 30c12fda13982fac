import { formatList } from "../common/format.ts";
import type { Action } from "../records/card.ts";
import { isWantedPhase, type Pod } from "../records/pod.ts";
import { code, line, type Line } from "../records/text.ts";

/** Changed settings that this start of the pod has not taken, by their names alone: where studies lie can name people. */
export function untakenText({ phase, run: { untaken } }: Pod): readonly Line[] {
  if (untaken === undefined || phase === "gone") return [];
  const first = isWantedPhase(phase) ? line`${code("/pod down")}, then ` : [];
  const { atStart, fresh } = untaken;
  return [
    ...(atStart.length === 0 ? [] : [[...keepsText(atStart), ...first, ...takesAtStart()]]),
    ...(fresh.length === 0 ? [] : [[...keepsText(fresh), ...first, ...takesFresh()]]),
  ];
}

function keepsText(names: readonly string[]): Line {
  return [`The settings of ${formatList(names)} were changed meanwhile, and this pod keeps its own: `];
}

function takesAtStart(): Line {
  return line`${code("/pod up settings:yes")} starts it with those of the settings.`;
}

function takesFresh(): Line {
  return line`${code("/pod up fresh:yes settings:yes")} takes a new pod with those of the settings.`;
}

/** On the card of a pod that is stopped. */
export function startWithSettings({ phase, run: { untaken } }: Pod): readonly Action[] {
  return phase === "stopped" && untaken !== undefined && untaken.atStart.length > 0
    ? [{ label: "Start with the settings", commandLine: "pod up settings:yes", style: "plain" }]
    : [];
}
