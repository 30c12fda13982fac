import { stripVTControlCharacters } from "node:util";
import { renderForTerminal } from "../chat/terminal/render.ts";
import type { Card } from "../core/records/card.ts";
import type { Clock } from "../core/common/clock.ts";

/** What is written to: a terminal, a pipe or a test. */
export type Output = { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };

/** Shows each state of a card. */
export type Printer = { card(card: Card): void };

/** A printer that other lines can pass through, so that a card drawn in place does not overwrite them. */
export type TextPrinter = Printer & { line(text: string): void };

type PrinterDeps = { readonly stdout: Output; readonly clock: Clock };

/** One JSON object per change. */
export function createJsonPrinter({ stdout, clock }: PrinterDeps): Printer {
  return {
    card(card) {
      stdout.write(`${JSON.stringify({ card, text: renderForTerminal(card, { nowMs: clock.now() }) })}\n`);
    },
  };
}

/** The card rewritten in place on a terminal, one block per change elsewhere. */
export function createTextPrinter({ stdout, clock }: PrinterDeps): TextPrinter {
  const isTerminal = stdout.isTTY === true;
  let last = { key: "", rows: 0 };

  function card(next: Card): void {
    const text = `${renderForTerminal(next, { nowMs: clock.now(), useColor: isTerminal })}\n`;
    const isSame = last.key === next.key && last.rows > 0;
    const separator = isSame && isTerminal ? `\u001B[${last.rows}F\u001B[J` : last.rows > 0 ? "\n" : "";
    stdout.write(separator + text);
    last = { key: next.key, rows: countRows(text, stdout.columns ?? 80) };
  }

  function line(text: string): void {
    stdout.write(`${text}\n`);
    last = { key: "", rows: 0 };
  }

  return { card, line };
}

/** Rows that a text takes on a terminal, long lines wrapped. */
function countRows(text: string, columns: number): number {
  const lines = stripVTControlCharacters(text).split("\n").slice(0, -1);
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / columns)), 0);
}
