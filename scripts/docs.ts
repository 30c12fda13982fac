import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { renderReadme } from "./docs/readme.ts";

/** Writes the tables of README.md anew. */
const root = path.resolve(import.meta.dirname, "..");
const file = path.join(root, "README.md");
const readme = await readFile(file, "utf8");
const rendered = renderReadme(readme, await readFile(path.join(root, ".env.example"), "utf8"));
if (rendered !== readme) await writeFile(file, rendered);
console.log(rendered === readme ? "README.md is up to date." : "README.md: tables written.");
