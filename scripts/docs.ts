import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { renderFailures } from "./docs/failure-page.ts";
import { collectFailures } from "./docs/failures.ts";
import { renderReadme } from "./docs/readme.ts";
import { troubles } from "./docs/runpod/troubles.ts";

/** Writes the tables of README.md and docs/failures.md anew. */
const root = path.resolve(import.meta.dirname, "..");

const readme = await readFile(path.join(root, "README.md"), "utf8");
const example = await readFile(path.join(root, ".env.example"), "utf8");
await refresh("README.md", renderReadme(readme, example));
await refresh("docs/failures.md", renderFailures(await collectFailures(), troubles));

async function refresh(name: string, rendered: string): Promise<void> {
  const file = path.join(root, name);
  const isNew = rendered !== (await readFile(file, "utf8").catch(() => ""));
  if (isNew) await writeFile(file, rendered);
  console.log(isNew ? `${name}: tables written.` : `${name} is up to date.`);
}
