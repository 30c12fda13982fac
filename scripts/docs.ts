import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { renderArchitecture } from "./docs/architecture.ts";
import { renderFailures } from "./docs/failure-page.ts";
import { collectFailures } from "./docs/failures.ts";
import { renderReadme } from "./docs/readme.ts";
import { renderRefusals } from "./docs/refusal-page.ts";
import { troubles } from "./docs/runpod/troubles.ts";
import { playAll } from "../test/chat/refusals/play-all.ts";

/** Writes the tables of ARCHITECTURE.md, README.md and of the pages in docs/ again. */
const root = path.resolve(import.meta.dirname, "..");

const readme = await readFile(path.join(root, "README.md"), "utf8");
const example = await readFile(path.join(root, ".env.example"), "utf8");
const architecture = await readFile(path.join(root, "ARCHITECTURE.md"), "utf8");
await refresh("ARCHITECTURE.md", renderArchitecture(architecture));
await refresh("README.md", renderReadme(readme, example));
await refresh("docs/failures.md", renderFailures(await collectFailures(), troubles));
console.log("Playing what Discord and Slack refuse, for half a minute or so.");
await refresh(
  "docs/chat-refusals.md",
  renderRefusals({ discord: await playAll("discord"), slack: await playAll("slack") }),
);

async function refresh(name: string, rendered: string): Promise<void> {
  const file = path.join(root, name);
  const isNew = rendered !== (await readFile(file, "utf8").catch(() => ""));
  if (isNew) await writeFile(file, rendered);
  console.log(isNew ? `${name}: tables written.` : `${name} is up to date.`);
}
