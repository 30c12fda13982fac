import { styleText } from "node:util";
import type { Card, StepLine, Tone } from "../../core/records/card.ts";
import { formatBar, formatMoment } from "../../core/common/format.ts";
import { type Line, plain } from "../../core/records/text.ts";
import { stepTime, terminalSteps, terminalTones } from "../../core/words/terminal.ts";

export type TerminalOptions = {
  readonly nowMs: number;
  /** @default false */
  readonly useColor?: boolean;
  /** IANA name. @default the machine's own */
  readonly timeZone?: string;
};

const barWidth = 24;

const colors = {
  working: "cyan",
  good: "green",
  warning: "yellow",
  bad: "red",
  quiet: "gray",
} as const satisfies Record<Tone, string>;

/** A card as lines of plain text for a terminal or a file, without a line break at its end. */
export function renderForTerminal(card: Card, options: TerminalOptions): string {
  const write = (text: Line): string =>
    tidy(plain(text, (atMs) => formatMoment(atMs, options.nowMs, options.timeZone)));
  const body = [
    ...card.lines.map(write),
    ...(card.bar === undefined ? [] : [`${formatBar(card.bar.fraction, barWidth)} ${tidy(card.bar.label)}`]),
    ...inColumns((card.fields ?? []).map(({ name, value }) => [tidy(name), write(value)])),
    ...inColumns((card.steps ?? []).map(stepColumns)),
    ...inColumns(
      (card.actions ?? []).map(({ label, commandLine }) => [tidy(label), `/${tidy(commandLine)}`]),
    ),
  ];
  return [heading(card, options.useColor ?? false), ...body.map((text) => `  ${text}`)].join("\n");
}

/** One step as a line of its own. */
export function renderStep(step: StepLine): string {
  return stepColumns(step).join("  ").trimEnd();
}

function heading({ tone, title }: Card, useColor: boolean): string {
  const { sign, word } = terminalTones[tone];
  const text = `${sign} ${tidy(title)}`;
  if (!useColor) return `${text} (${word})`;
  // The colour was asked for; whether a stream can show it is known to the caller alone.
  return styleText(["bold", colors[tone]], text, { validateStream: false }) + ` (${word})`;
}

function stepColumns(step: StepLine): readonly [string, string] {
  return [`${terminalSteps[step.state]} ${tidy(step.title)}`, stepTime(step)];
}

function inColumns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`.trimEnd());
}

/** Names come from outside: a control character in one could rewrite the terminal. */
function tidy(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}
