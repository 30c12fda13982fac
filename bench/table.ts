import { isMissed, type Figure, type PartReport } from "./figures.ts";

/** All parts as one table for a terminal. */
export function toTable(reports: readonly PartReport[]): string {
  const head = ["part", "figure", "median", "aim", "", "runs", "load"];
  const rows = reports.flatMap((report) => rowsOf(report));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const write = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const skipped = reports
    .filter(({ skipped: why }) => why !== undefined)
    .map(({ part, skipped: why }) => `${part}: not measured, ${why}`);
  return [...(rows.length === 0 ? [] : [head, ...rows].map(write)), ...skipped].join("\n");
}

function rowsOf({ part, runs, load, figures }: PartReport): readonly (readonly string[])[] {
  return figures.map((figure) => [
    part,
    figure.name,
    `${round(figure.value)} ${figure.unit}`,
    aimOf(figure),
    verdict(figure),
    String(runs),
    load.toFixed(1),
  ]);
}

function aimOf({ aim, atLeast, unit }: Figure): string {
  if (aim !== undefined) return `≤ ${aim} ${unit}`;
  return atLeast === undefined ? "" : `≥ ${atLeast} ${unit}`;
}

function verdict(figure: Figure): string {
  if (figure.aim === undefined && figure.atLeast === undefined) return "";
  return isMissed(figure) ? "missed" : "reached";
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
