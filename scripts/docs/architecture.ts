import type { Transition } from "../../src/core/common/transition.ts";
import { podTransitions } from "../../src/core/pods/transitions.ts";
import { trainingTransitions } from "../../src/core/training/transitions.ts";
import { putTable, toTable } from "./tables.ts";

/** ARCHITECTURE.md with the pictures and tables of transitions that are made from the code. */
export function renderArchitecture(architecture: string): string {
  const parts = { "a pod": podTransitions, "a training": trainingTransitions };
  return Object.entries(parts).reduce(
    (text, [name, transitions]) =>
      putTable(text, `transitions of ${name}`, `${picture(transitions)}\n\n${table(transitions)}`),
    architecture,
  );
}

/** Each arrow once, with the functions that are on it. */
function picture(transitions: readonly Transition<string>[]): string {
  const arrows = transitions.flatMap(({ name, from, to }) =>
    starts(from).flatMap((start) => to.map((end) => ({ arrow: `${start} --> ${end}`, name }))),
  );
  const lines = Map.groupBy(arrows, ({ arrow }) => arrow)
    .entries()
    .map(([arrow, on]) => `    ${arrow}: ${on.map(({ name }) => name).join(", ")}`);
  return ["```mermaid", "stateDiagram-v2", ...lines, "```"].join("\n");
}

function starts(from: readonly string[]): readonly string[] {
  return from.length === 0 ? ["[*]"] : from;
}

function table(transitions: readonly Transition<string>[]): string {
  const rows = transitions.map(({ name, from, to, when }) => [
    `\`${name}\``,
    from.length === 0 ? "new" : from.join(", "),
    to.join(" or "),
    when,
  ]);
  return toTable(["Transition", "From", "To", "When"], rows);
}
