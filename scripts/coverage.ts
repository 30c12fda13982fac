import { readFile } from "node:fs/promises";
import path from "node:path";
import { describeByFolder, summarySchema } from "./coverage/by-folder.ts";

// `npm run coverage`: prints by folder what the tests have run of `src/`, by the test runner's summary.

const root = path.resolve(import.meta.dirname, "..");
const text = await readFile(path.join(root, "coverage/coverage-summary.json"), "utf8");

for (const line of describeByFolder(summarySchema.parse(JSON.parse(text)), root)) console.log(line);
