import { boundMinutes, type Figures, round, wrongNames } from "./figures.ts";

/** The figures as a table for people. */
export function writeTable(figures: Figures): string {
  const { idle, grace, sweep, lease, longestOutage } = figures.bound;
  const parts = [idle, grace, sweep, lease, longestOutage].map(round).join(" + ");
  const rows: readonly (readonly [string, string])[] = [
    ["days", String(figures.days)],
    ["runs of pods", String(figures.pods)],
    ["commands", String(figures.commands)],
    ["faults", String(figures.faults)],
    ["longest unattended", `${round(figures.maxUnattendedMinutes)} min`],
    [
      "bound",
      `${boundMinutes(figures.bound)} min = ${parts} (idle + grace + sweep + lease + longest outage)`,
    ],
    ...wrongNames.map((name) => [name, String(figures[name])] as const),
  ];
  return `${rows.map(([name, value]) => `${name.padEnd(20)} ${value}`).join("\n")}\n`;
}
