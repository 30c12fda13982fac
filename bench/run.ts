import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { measureDiscord, measureSlack } from "./acks.ts";
import { measureBootstrap } from "./bootstrap.ts";
import { exitCodeOf, type Figure, mediansOf, type PartReport, SkippedError } from "./figures.ts";
import { measureGate } from "./gate.ts";
import { measureGrowth } from "./growth.ts";
import { measureDiscordMemory, measureMemory, measureSlackMemory } from "./memory.ts";
import { measureRunpod } from "./runpod.ts";
import { toTable } from "./table.ts";

// `npm run bench [-- --json] [-- acks memory growth bootstrap gate runpod]`: everything, or the parts that are named. An aim that is
// missed is exit code 1.

type Part = { readonly name: string; readonly runs: number; measure(): Promise<readonly Figure[]> };

const parts: Readonly<Record<string, readonly Part[]>> = {
  acks: [
    { name: "Discord", runs: 5, measure: measureDiscord },
    { name: "Slack", runs: 5, measure: measureSlack },
  ],
  memory: [
    { name: "RunPod and no chat", runs: 3, measure: measureMemory },
    { name: "RunPod and Slack", runs: 3, measure: measureSlackMemory },
    { name: "RunPod and Discord", runs: 3, measure: measureDiscordMemory },
  ],
  growth: [{ name: "sweep", runs: 1, measure: measureGrowth }],
  bootstrap: [{ name: "bootstrap", runs: 1, measure: measureBootstrap }],
  gate: [{ name: "gate", runs: 1, measure: measureGate }],
  runpod: [{ name: "RunPod", runs: 1, measure: measureRunpod }],
};

async function report({ name, runs, measure }: Part): Promise<PartReport> {
  const load = loadavg()[0] ?? Number.NaN;
  const found: (readonly Figure[])[] = [];
  try {
    for (let run = 1; run <= runs; run += 1) {
      process.stderr.write(`${name}, run ${run} of ${runs} …\n`);
      found.push(await measure());
    }
    return { part: name, runs, load, figures: mediansOf(found) };
  } catch (error) {
    if (!(error instanceof SkippedError)) throw error;
    return { part: name, runs: 0, load, figures: [], skipped: error.message };
  }
}

const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
const unknown = positionals.filter((name) => parts[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(", ")}: choose from ${Object.keys(parts).join(", ")}.`);
  process.exitCode = 1;
} else {
  const wanted = positionals.length === 0 ? Object.keys(parts) : positionals;
  const reports: PartReport[] = [];
  for (const part of wanted.flatMap((name) => parts[name] ?? [])) reports.push(await report(part));
  console.log(values.json === true ? JSON.stringify(reports, undefined, 2) : toTable(reports));
  process.exitCode = exitCodeOf(reports);
}
